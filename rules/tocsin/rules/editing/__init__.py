"""What an editor asks about the text of packs and cases: names and where they stand, what may be written, renaming."""
