"""Identity over HTTP, for programs and on pages: translate, call one use case, translate back."""
