"""Models as graphs: ONNX, SavedModel, Keras. Data for a runtime, and what in them would be code all the same.

Imports the standard library and `modelbase.weights` alone. Start reading at onnx.py.
"""
