-- Runs once, when the volume is empty. The conversations' own database is made by the image.
CREATE DATABASE console;
