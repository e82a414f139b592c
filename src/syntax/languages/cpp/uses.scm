; Values that are compared with literals, and loops; what C has as well is not repeated. See `uses.rs`.

(for_range_loop body: (_) @loop)
