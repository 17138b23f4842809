extension Functions {
    static let optionals: [Overload] = [
        .function("optional.none", to: .optional) { (_, _) throws(Fault) in .optional(nil) }
            .inferring { _ in .optional(.unbound) },
        .function("optional.of", .dyn, to: .optional) { (values, _) throws(Fault) in .optional(values[0]) }
            .inferring { .optional($0[0]) },
        .function("optional.ofNonZeroValue", .dyn, to: .optional) { (values, _) throws(Fault) in
            .optional(isZero(values[0]) ? nil : values[0])
        }.inferring { .optional($0[0]) },
        .function("optional.unwrap", .list, to: .list, unwrap).inferring { .list($0[0].content.content) },
        .method("unwrapOpt", .list, to: .list, unwrap).inferring { .list($0[0].content.content) },
        .method("hasValue", .optional, to: .bool) { (values, _) throws(Fault) in .bool(try values.optional(0) != nil) },
        .method("value", .optional, to: .dyn) { (values, _) throws(Fault) in
            guard let value = try values.optional(0) else { throw Fault(.noValue, "the optional has no value") }
            return value
        }.inferring { $0[0].content },
        .method("or", .optional, .optional, to: .optional) { (values, _) throws(Fault) in
            try values.optional(0) != nil ? values[0] : values[1]
        }.inferring {
            let both = $0[0].joined(with: $0[1])
            return both.type == .optional ? both : InferredType(.optional)
        },
        .method("orValue", .optional, .dyn, to: .dyn) { (values, _) throws(Fault) in try values.optional(0) ?? values[1]
        }.inferring { $0[0].content.joined(with: $0[1]) },
        .method("first", .list, to: .optional) { (values, _) throws(Fault) in
            let list = try values.list(0)
            return .optional(list.count > 0 ? list[0] : nil)
        }.inferring { .optional($0[0].content) },
        .method("last", .list, to: .optional) { (values, _) throws(Fault) in
            let list = try values.list(0)
            return .optional(list.count > 0 ? list[list.count - 1] : nil)
        }.inferring { .optional($0[0].content) },
    ]

    private static func unwrap(_ values: [Datum], _ context: inout Context) throws(Fault) -> Datum {
        var kept: [Datum] = []
        for element in try values.elements(0, &context) {
            guard case .optional(let wrapped) = element else {
                throw Fault(.noSuchOverload, "expected a list of optionals, found a \(element.kind) in it")
            }
            if let wrapped { kept.append(wrapped) }
        }
        return .list(kept)
    }

    private static func isZero(_ value: Datum) -> Bool {
        switch value {
        case .null: true
        case .bool(let value): !value
        case .int(let value): value == 0
        case .uint(let value): value == 0
        case .double(let value): value == 0
        case .string(let value): value.isEmpty
        case .bytes(let value): value.isEmpty
        case .list(let list): list.count == 0
        case .map(let map): map.count == 0
        case .duration(let span): span.nanoseconds == 0
        case .timestamp(let time): time.seconds == 0 && time.nanoseconds == 0
        case .optional(let wrapped): wrapped == nil
        case .type, .quantity, .version, .url, .format, .ip, .cidr: false
        }
    }
}
