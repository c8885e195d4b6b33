"""Find things by names that others use for them, in many languages and scripts: index, score and answers; no HTTP."""
