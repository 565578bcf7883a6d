"""Files that hold other files or arrays: zip archives, those of torch and Keras, NumPy's arrays, packed streams.

Imports the standard library, `zstandard` where it is installed, and `modelbase.weights`. Start reading at zipdir.py.
"""
