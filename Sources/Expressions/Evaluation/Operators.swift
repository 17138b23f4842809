/// The operators that evaluate all their operands.
enum Operators {
    typealias Operation = @Sendable ([Datum], inout Context) throws(Fault) -> Datum

    static let table: [String: Operation] = [
        "_==_": { (values, context) throws(Fault) in .bool(try Datum.areEqual(values[0], values[1], &context)) },
        "_!=_": { (values, context) throws(Fault) in .bool(try !Datum.areEqual(values[0], values[1], &context)) },
        "_<_": { (values, context) throws(Fault) in .bool(try order("<", values, &context).map { $0 < 0 } ?? false) },
        "_<=_": { (values, context) throws(Fault) in .bool(try order("<=", values, &context).map { $0 <= 0 } ?? false)
        },
        "_>_": { (values, context) throws(Fault) in .bool(try order(">", values, &context).map { $0 > 0 } ?? false) },
        "_>=_": { (values, context) throws(Fault) in .bool(try order(">=", values, &context).map { $0 >= 0 } ?? false)
        },
        "_in_": contains,
        "_+_": add,
        "_-_": subtract,
        "_*_": { (values, _) throws(Fault) in
            switch (values[0], values[1]) {
            case (.int(let left), .int(let right)): .int(try checked(left.multipliedReportingOverflow(by: right)))
            case (.uint(let left), .uint(let right)): .uint(try checked(left.multipliedReportingOverflow(by: right)))
            case (.double(let left), .double(let right)): .double(left * right)
            default: throw mismatch("*", values)
            }
        },
        "_/_": { (values, _) throws(Fault) in
            switch (values[0], values[1]) {
            case (.int(let left), .int(let right)):
                .int(try checked(left.dividedReportingOverflow(by: try divisor(right))))
            case (.uint(let left), .uint(let right)): .uint(left / (try divisor(right)))
            case (.double(let left), .double(let right)): .double(left / right)
            default: throw mismatch("/", values)
            }
        },
        "_%_": { (values, _) throws(Fault) in
            switch (values[0], values[1]) {
            case (.int(let left), .int(let right)):
                .int(try checked(left.remainderReportingOverflow(dividingBy: try divisor(right))))
            case (.uint(let left), .uint(let right)): .uint(left % (try divisor(right)))
            default: throw mismatch("%", values)
            }
        },
        "!_": { (values, _) throws(Fault) in
            guard case .bool(let value) = values[0] else { throw mismatch("!", values) }
            return .bool(!value)
        },
        "-_": { (values, _) throws(Fault) in
            switch values[0] {
            case .int(let value): .int(try checked(Int64(0).subtractingReportingOverflow(value)))
            case .double(let value): .double(-value)
            default: throw mismatch("-", values)
            }
        },
    ]

    static func mismatch(_ sign: String, _ values: [Datum]) -> Fault {
        Fault(.noSuchOverload, mismatchMessage(sign, values.map(\.kind)))
    }

    static func mismatchMessage(_ sign: String, _ kinds: [String]) -> String {
        kinds.count == 1
            ? "operator \(sign) does not take \(kinds[0])"
            : "operator \(sign) does not take \(kinds[0]) and \(kinds[1]); convert one side"
    }

    static func checked<Number>(_ result: (partialValue: Number, overflow: Bool)) throws(Fault) -> Number {
        if result.overflow { throw Fault(.overflow, "the result does not fit into 64 bits") }
        return result.partialValue
    }

    private static func divisor<Number: BinaryInteger>(_ value: Number) throws(Fault) -> Number {
        if value == 0 { throw Fault(.divideByZero, "division by zero") }
        return value
    }

    private static func order(_ sign: String, _ values: [Datum], _ context: inout Context) throws(Fault) -> Int? {
        guard Datum.areOrdered(values[0].type, values[1].type) else { throw mismatch(sign, values) }
        try context.charge(for: values[0])
        return Datum.compare(values[0], values[1])
    }

    private static func contains(_ values: [Datum], _ context: inout Context) throws(Fault) -> Datum {
        switch values[1] {
        case .list(let list):
            for index in 0..<list.count {
                try context.charge()
                if try Datum.areEqual(values[0], list[index], &context) { return .bool(true) }
            }
            return .bool(false)
        case .map(let map):
            try context.charge(for: values[0])
            return .bool(map[values[0]] != nil)
        default: throw mismatch("in", values)
        }
    }

    static func add(_ values: [Datum], _ context: inout Context) throws(Fault) -> Datum {
        switch (values[0], values[1]) {
        case (.int(let left), .int(let right)): return .int(try checked(left.addingReportingOverflow(right)))
        case (.uint(let left), .uint(let right)): return .uint(try checked(left.addingReportingOverflow(right)))
        case (.double(let left), .double(let right)): return .double(left + right)
        case (.string(let left), .string(let right)):
            try context.allow(result: left.utf8.count + right.utf8.count)
            try context.charge(bytes: left.utf8.count + right.utf8.count)
            return .string(left + right)
        case (.bytes(let left), .bytes(let right)):
            try context.allow(result: left.count + right.count)
            try context.charge(bytes: left.count + right.count)
            return .bytes(left + right)
        case (.list(let left), .list(let right)):
            try context.allow(result: left.count + right.count)
            try context.charge(left.count + right.count)
            return .list(left.elements + right.elements)
        case (.timestamp(let time), .duration(let span)), (.duration(let span), .timestamp(let time)):
            return .timestamp(try time.adding(span))
        case (.duration(let left), .duration(let right)): return .duration(try left.adding(right))
        default: throw mismatch("+", values)
        }
    }

    private static func subtract(_ values: [Datum], _ context: inout Context) throws(Fault) -> Datum {
        switch (values[0], values[1]) {
        case (.int(let left), .int(let right)): .int(try checked(left.subtractingReportingOverflow(right)))
        case (.uint(let left), .uint(let right)): .uint(try checked(left.subtractingReportingOverflow(right)))
        case (.double(let left), .double(let right)): .double(left - right)
        case (.timestamp(let left), .timestamp(let right)): .duration(try left.since(right))
        case (.timestamp(let time), .duration(let span)): .timestamp(try time.adding(try span.negated()))
        case (.duration(let left), .duration(let right)): .duration(try left.adding(try right.negated()))
        default: throw mismatch("-", values)
        }
    }
}
