"""What the driver of the tests says to an actor, by environment. A user would write it into the program."""

import os

from allora_sdk import AlloraNetworkConfig, AlloraWalletConfig

TOPIC = int(os.environ.get("TOPIC", "1"))
PLACE = int(os.environ.get("PLACE", "0"))


def network() -> AlloraNetworkConfig:
    """The devnet: as it is on its default ports, else where it says."""
    if "GRPC_PORT" not in os.environ:
        return AlloraNetworkConfig.local()
    return AlloraNetworkConfig.local(port=int(os.environ["GRPC_PORT"]), websocket_url=os.environ["WEBSOCKET"])


def wallet() -> AlloraWalletConfig:
    return AlloraWalletConfig.from_env()


def truth(nonce: int) -> float:
    """What the topic asks for: the same for everybody, different in every epoch."""
    return 100.0 + (nonce * 7 % 31) / 40
