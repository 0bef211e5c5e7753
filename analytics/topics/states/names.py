"""The states and union territories of India, with their positions on a map of tiles."""

from __future__ import annotations

from typing import NamedTuple


class Tile(NamedTuple):
    """The code of a state, and the column and row of its tile, roughly as on the map."""

    code: str
    column: int
    row: int


STATES: dict[str, Tile] = {
    "Jammu and Kashmir": Tile("JK", 2, 0),
    "Ladakh": Tile("LA", 3, 0),
    "Punjab": Tile("PB", 1, 1),
    "Chandigarh": Tile("CH", 2, 1),
    "Himachal Pradesh": Tile("HP", 3, 1),
    "Uttarakhand": Tile("UK", 4, 1),
    "Haryana": Tile("HR", 2, 2),
    "Delhi": Tile("DL", 3, 2),
    "Arunachal Pradesh": Tile("AR", 7, 2),
    "Rajasthan": Tile("RJ", 2, 3),
    "Uttar Pradesh": Tile("UP", 3, 3),
    "Bihar": Tile("BR", 4, 3),
    "Sikkim": Tile("SK", 5, 3),
    "Assam": Tile("AS", 6, 3),
    "Nagaland": Tile("NL", 7, 3),
    "Gujarat": Tile("GJ", 1, 4),
    "Madhya Pradesh": Tile("MP", 2, 4),
    "Chhattisgarh": Tile("CG", 3, 4),
    "Jharkhand": Tile("JH", 4, 4),
    "West Bengal": Tile("WB", 5, 4),
    "Meghalaya": Tile("ML", 6, 4),
    "Manipur": Tile("MN", 7, 4),
    "Dadra and Nagar Haveli and Daman and Diu": Tile("DH", 1, 5),
    "Maharashtra": Tile("MH", 2, 5),
    "Telangana": Tile("TG", 3, 5),
    "Odisha": Tile("OD", 4, 5),
    "Tripura": Tile("TR", 6, 5),
    "Mizoram": Tile("MZ", 7, 5),
    "Goa": Tile("GA", 1, 6),
    "Karnataka": Tile("KA", 2, 6),
    "Andhra Pradesh": Tile("AP", 3, 6),
    "Lakshadweep": Tile("LD", 1, 7),
    "Kerala": Tile("KL", 2, 7),
    "Tamil Nadu": Tile("TN", 3, 7),
    "Puducherry": Tile("PY", 4, 7),
    "Andaman and Nicobar Islands": Tile("AN", 6, 7),
}
