def momentum(w, dw, config=None, **kwargs):
    if config is None:
        config = {}
    v = config.get("v", 0) * kwargs["momentum"] - kwargs["learning_rate"] * dw
    config["v"] = v
    return w + v, config
