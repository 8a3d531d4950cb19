"""The rule book that ships: data only. Policy staff start at ``mesure.yaml``."""
