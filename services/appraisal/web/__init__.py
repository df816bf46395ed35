"""The API of the authority levels: translate, call one use case, translate back."""
