"""The live component: runs while they train."""
