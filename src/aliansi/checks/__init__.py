"""The checks between reasoning and serving, one module a kind; ``aliansi.check`` runs them all."""
