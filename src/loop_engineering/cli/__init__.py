"""The command line: argument parsing and printing only. One file per command, found through `loopctl`."""
