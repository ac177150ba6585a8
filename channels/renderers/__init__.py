"""Pure functions from the answers of a turn to what a platform is sent; nothing here sends or stores."""
