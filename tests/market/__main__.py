"""`python -m tests.market --goods FILE.json --pictures DIR --port N`: serve the market, print its address."""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.market.goods import read_goods
from tests.market.server import market_server


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.market", description=__doc__)
    parser.add_argument("--goods", type=Path, required=True, help="JSON list of goods")
    parser.add_argument("--pictures", type=Path, required=True, help="folder of the goods' pictures")
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    options = parser.parse_args()
    server = market_server(read_goods(options.goods), options.pictures, port=options.port)
    print(f"http://127.0.0.1:{server.server_address[1]}/", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    main()
