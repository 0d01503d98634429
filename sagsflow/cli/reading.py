"""Reads requests off the line, and refuses those that a proxy in front could have read otherwise (request smuggling)."""

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError


class StrictParser(HTTPRequestParser):  # type: ignore[misc]  # waitress has no types
    """A request that says in two ways how long it is gets 400, and its connection is closed. Waitress would follow one of the
    two, and read what is left over as a request of its own."""

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        two_lengths = self.chunked and "CONTENT_LENGTH" in self.headers
        if two_lengths or "TRANSFER_ENCODING" in self.headers:  # which is left standing for HTTP/1.0 only
            raise ParsingError("the length of the request is not clear")


class StrictChannel(HTTPChannel):  # type: ignore[misc]  # waitress has no types
    """A connection whose requests are read so."""

    parser_class = StrictParser
