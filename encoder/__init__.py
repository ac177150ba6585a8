"""Turns sentences into vectors on the CPU, and builds the ONNX file that does it."""
