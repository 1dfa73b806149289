"""The models that the tests of the pipeline run: two of the fastest, one of them convolutional."""

MODELS = ("mlp_small", "lenet")
