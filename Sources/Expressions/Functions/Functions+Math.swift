extension Functions {
    static let math: [Overload] =
        [
            .variadic("math.greatest", .dyn, to: .dyn) { (values, context) throws(Fault) in
                try extreme(values, 1, &context)
            }.inferring(number),
            .variadic("math.least", .dyn, to: .dyn) { (values, context) throws(Fault) in
                try extreme(values, -1, &context)
            }.inferring(number),
            rounding("math.ceil") { $0.rounded(.up) }, rounding("math.floor") { $0.rounded(.down) },
            rounding("math.round") { $0.rounded(.toNearestOrAwayFromZero) },
            rounding("math.trunc") { $0.rounded(.towardZero) },
            test("math.isNaN") { $0.isNaN }, test("math.isInf") { $0.isInfinite },
            test("math.isFinite") { $0.isFinite },
            .function("math.sqrt", .dyn, to: .double) { (values, _) throws(Fault) in
                switch values[0] {
                case .int(let value): .double(Double(value).squareRoot())
                case .uint(let value): .double(Double(value).squareRoot())
                case .double(let value): .double(value.squareRoot())
                default: throw Fault(.noSuchOverload, "math.sqrt takes a number, found \(values[0].kind)")
                }
            },
            .function("math.abs", .dyn, to: .dyn) { (values, _) throws(Fault) in
                switch values[0] {
                case .int(let value) where value < 0:
                    .int(try Operators.checked(Int64(0).subtractingReportingOverflow(value)))
                case .int, .uint: values[0]
                case .double(let value): .double(value.magnitude)
                default: throw Fault(.noSuchOverload, "math.abs takes a number, found \(values[0].kind)")
                }
            },
            .function("math.sign", .dyn, to: .dyn) { (values, _) throws(Fault) in
                switch values[0] {
                case .int(let value): .int(value.signum())
                case .uint(let value): .uint(value == 0 ? 0 : 1)
                case .double(let value): .double(value.isNaN ? value : value > 0 ? 1 : value < 0 ? -1 : 0)
                default: throw Fault(.noSuchOverload, "math.sign takes a number, found \(values[0].kind)")
                }
            },
            .function("math.bitNot", .int, to: .int) { (values, _) throws(Fault) in .int(~(try values.int(0))) },
            .function("math.bitNot", .uint, to: .uint) { (values, _) throws(Fault) in
                guard case .uint(let value) = values[0] else { return values[0] }
                return .uint(~value)
            },
        ] + bits("math.bitAnd", { $0 & $1 }) + bits("math.bitOr", { $0 | $1 }) + bits("math.bitXor", { $0 ^ $1 })
        + shifts("math.bitShiftLeft", { $1 > 63 ? 0 : $0 << $1 })
        + shifts("math.bitShiftRight", { $1 > 63 ? 0 : $0 >> $1 })

    /// One type of number where all have it.
    private static func number(_ types: [InferredType]) -> InferredType {
        InferredType.joined(types.count == 1 && types[0].type == .list ? [types[0].content] : types)
    }

    private static func extreme(_ values: [Datum], _ sign: Int, _ context: inout Context) throws(Fault) -> Datum {
        var candidates = values
        if values.count == 1, case .list = values[0] { candidates = try values.elements(0, &context) }
        guard var best = candidates.first else { throw Fault(.invalidArgument, "the list is empty") }
        for candidate in candidates {
            guard candidate.type.isNumber else {
                throw Fault(.noSuchOverload, "math.greatest and math.least take numbers, found \(candidate.kind)")
            }
            if let order = Datum.compareNumbers(candidate, best), order * sign > 0 { best = candidate }
        }
        return best
    }

    private static func rounding(_ name: String, _ round: @escaping @Sendable (Double) -> Double) -> Overload {
        .function(name, .double, to: .double) { (values, _) throws(Fault) in
            guard case .double(let value) = values[0] else { return values[0] }
            return .double(round(value))
        }
    }

    private static func test(_ name: String, _ holds: @escaping @Sendable (Double) -> Bool) -> Overload {
        .function(name, .double, to: .bool) { (values, _) throws(Fault) in
            guard case .double(let value) = values[0] else { return .bool(false) }
            return .bool(holds(value))
        }
    }

    private static func bits(_ name: String, _ combine: @escaping @Sendable (UInt64, UInt64) -> UInt64) -> [Overload] {
        [
            .function(name, .int, .int, to: .int) { (values, _) throws(Fault) in
                let (left, right) = (try values.int(0), try values.int(1))
                return .int(Int64(bitPattern: combine(UInt64(bitPattern: left), UInt64(bitPattern: right))))
            },
            .function(name, .uint, .uint, to: .uint) { (values, _) throws(Fault) in
                guard case .uint(let left) = values[0], case .uint(let right) = values[1] else { return values[0] }
                return .uint(combine(left, right))
            },
        ]
    }

    /// Shifts fill with zeros, of signed numbers too.
    private static func shifts(_ name: String, _ shift: @escaping @Sendable (UInt64, Int64) -> UInt64) -> [Overload] {
        [
            .function(name, .int, .int, to: .int) { (values, _) throws(Fault) in
                let (value, count) = (try values.int(0), try shiftCount(values))
                return .int(Int64(bitPattern: shift(UInt64(bitPattern: value), count)))
            },
            .function(name, .uint, .int, to: .uint) { (values, _) throws(Fault) in
                guard case .uint(let value) = values[0] else { return values[0] }
                return .uint(shift(value, try shiftCount(values)))
            },
        ]
    }

    private static func shiftCount(_ values: [Datum]) throws(Fault) -> Int64 {
        let count = try values.int(1)
        guard count >= 0 else { throw Fault(.invalidArgument, "cannot shift by \(count) bits") }
        return count
    }
}
