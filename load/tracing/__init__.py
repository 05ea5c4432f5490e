"""How often a picture of a page names its reader, after what people do to pictures. `python -m load.tracing`"""
