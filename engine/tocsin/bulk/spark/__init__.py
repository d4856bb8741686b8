"""Bulk runs on Spark: the same SQL in Spark's dialect, tables read, joined and written by the cluster."""
