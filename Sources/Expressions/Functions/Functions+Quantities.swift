import Value

/// k8s.io/apiserver/pkg/cel/library/quantity.go.
extension Functions {
    static let quantities: [Overload] = [
        .function("quantity", .string, to: .quantity) { (values, context) throws(Fault) in
            switch parsed(try values.text(0, &context)) {
            case .success(let quantity): return .quantity(quantity)
            case .failure(let reason): throw reason
            }
        },
        .function("isQuantity", .string, to: .bool) { (values, context) throws(Fault) in
            if case .success = parsed(try values.text(0, &context)) { return .bool(true) }
            return .bool(false)
        },
        .method("isInteger", .quantity, to: .bool) { (values, _) throws(Fault) in
            .bool(whole(try quantity(values, 0)) != nil)
        },
        .method("asInteger", .quantity, to: .int) { (values, _) throws(Fault) in
            let quantity = try quantity(values, 0)
            guard let whole = whole(quantity) else {
                throw Fault(.overflow, "the quantity \(quantity) is not an integer of 64 bits")
            }
            return .int(whole)
        },
        .method("asApproximateFloat", .quantity, to: .double) { (values, _) throws(Fault) in
            .double(try quantity(values, 0).double)
        },
        .method("sign", .quantity, to: .int) { (values, _) throws(Fault) in
            .int(Int64(order(try quantity(values, 0), .zero)))
        },
        .method("add", .quantity, .quantity, to: .quantity) { (values, _) throws(Fault) in
            .quantity(try quantity(values, 0) + quantity(values, 1))
        },
        .method("add", .quantity, .int, to: .quantity) { (values, _) throws(Fault) in
            .quantity(try quantity(values, 0) + Quantity(Int(clamping: try values.int(1))))
        },
        .method("sub", .quantity, .quantity, to: .quantity) { (values, _) throws(Fault) in
            .quantity(try quantity(values, 0) - quantity(values, 1))
        },
        .method("sub", .quantity, .int, to: .quantity) { (values, _) throws(Fault) in
            .quantity(try quantity(values, 0) - Quantity(Int(clamping: try values.int(1))))
        },
        .method("isLessThan", .quantity, .quantity, to: .bool) { (values, _) throws(Fault) in
            .bool(try quantity(values, 0) < quantity(values, 1))
        },
        .method("isGreaterThan", .quantity, .quantity, to: .bool) { (values, _) throws(Fault) in
            .bool(try quantity(values, 0) > quantity(values, 1))
        },
        .method("compareTo", .quantity, .quantity, to: .int) { (values, _) throws(Fault) in
            .int(Int64(order(try quantity(values, 0), try quantity(values, 1))))
        },
    ]

    private static func quantity(_ values: [Datum], _ index: Int) throws(Fault) -> Quantity {
        guard case .quantity(let value) = values[index] else { throw Fault(.noSuchOverload, "expected a quantity") }
        return value
    }

    private static func parsed(_ text: String) -> Result<Quantity, Fault> {
        do {
            return .success(try Quantity(text))
        } catch {
            return .failure(
                Fault(.invalidArgument, "'\(text.shortened)' is not a quantity: it \(error.message.shortened(to: 200))")
            )
        }
    }

    private static func order(_ left: Quantity, _ right: Quantity) -> Int { left < right ? -1 : left == right ? 0 : 1 }

    private static func whole(_ quantity: Quantity) -> Int64? {
        let integer = quantity.integer
        return Quantity(Int(integer)) == quantity ? integer : nil
    }
}
