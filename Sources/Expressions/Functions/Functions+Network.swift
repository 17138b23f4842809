/// Kubernetes' libraries of IP addresses and networks.
extension Functions {
    static let network: [Overload] = [
        .function("ip", .string, to: .ip) { (values, context) throws(Fault) in .ip(try address(values, 0, &context)) },
        .function("isIP", .string, to: .bool) { (values, context) throws(Fault) in
            .bool(try isValid { () throws(Fault) in _ = try address(values, 0, &context) })
        },
        .function("ip.isCanonical", .string, to: .bool) { (values, context) throws(Fault) in
            .bool(try address(values, 0, &context).description == values.string(0))
        },
        .method("family", .ip, to: .int) { (values, context) throws(Fault) in
            .int(try address(values, 0, &context).family)
        },
        test("isUnspecified", \.isUnspecified), test("isLoopback", \.isLoopback),
        test("isLinkLocalMulticast", \.isLinkLocalMulticast), test("isLinkLocalUnicast", \.isLinkLocalUnicast),
        test("isGlobalUnicast", \.isGlobalUnicast),
        .function("cidr", .string, to: .cidr) { (values, context) throws(Fault) in
            .cidr(try prefix(values, 0, &context))
        },
        .function("isCIDR", .string, to: .bool) { (values, context) throws(Fault) in
            .bool(try isValid { () throws(Fault) in _ = try prefix(values, 0, &context) })
        },
        .method("containsIP", .cidr, .ip, to: .bool, containsIP),
        .method("containsIP", .cidr, .string, to: .bool, containsIP),
        .method("containsCIDR", .cidr, .cidr, to: .bool, containsCIDR),
        .method("containsCIDR", .cidr, .string, to: .bool, containsCIDR),
        .method("ip", .cidr, to: .ip) { (values, context) throws(Fault) in .ip(try prefix(values, 0, &context).address)
        },
        .method("masked", .cidr, to: .cidr) { (values, context) throws(Fault) in
            .cidr(try prefix(values, 0, &context).masked)
        },
        .method("prefixLength", .cidr, to: .int) { (values, context) throws(Fault) in
            .int(Int64(try prefix(values, 0, &context).length))
        },
    ]

    /// An address, or a text that is one.
    private static func address(
        _ values: [Datum], _ index: Int, _ context: inout Context
    ) throws(Fault) -> NetworkAddress {
        if case .ip(let address) = values[index] { return address }
        return try NetworkAddress(try values.text(index, &context))
    }

    private static func prefix(
        _ values: [Datum], _ index: Int, _ context: inout Context
    ) throws(Fault) -> NetworkPrefix {
        if case .cidr(let prefix) = values[index] { return prefix }
        return try NetworkPrefix(try values.text(index, &context))
    }

    private static func test(
        _ name: String, _ property: @escaping @Sendable (NetworkAddress) -> Bool
    ) -> Overload {
        .method(name, .ip, to: .bool) { (values, context) throws(Fault) in
            .bool(property(try address(values, 0, &context)))
        }
    }

    private static func containsIP(_ values: [Datum], _ context: inout Context) throws(Fault) -> Datum {
        .bool(try prefix(values, 0, &context).contains(address(values, 1, &context)))
    }

    private static func containsCIDR(_ values: [Datum], _ context: inout Context) throws(Fault) -> Datum {
        .bool(try prefix(values, 0, &context).contains(prefix(values, 1, &context)))
    }
}
