"""What ``tocsin lsp`` runs: a language server for packs and cases. ``checking`` reads them, ``answers`` speaks."""
