"""The pages; `console.middleware.OnlyWhoMay` closes all of them to the unknown."""
