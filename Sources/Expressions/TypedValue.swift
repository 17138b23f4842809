import Value

/// A value with CEL's own type, where JSON has no such type: what the conformance cases ask for.
package enum TypedValue: Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    case string(String)
    case bytes([UInt8])
    case list([TypedValue])
    case map([Entry])
    /// By its name, `google.protobuf.Timestamp` for instance.
    case type(String)
    /// Since 1970.
    case timestamp(seconds: Int64, nanoseconds: Int)
    case duration(seconds: Int64, nanoseconds: Int)
    indirect case optional(TypedValue?)
    /// An address or another of Kubernetes' types, by its text.
    case other(type: String, text: String)

    package struct Entry: Sendable {
        package var key: TypedValue
        package var value: TypedValue

        package init(key: TypedValue, value: TypedValue) {
            self.key = key
            self.value = value
        }
    }

    /// Whether both have the same type and the same value; NaN is the same as NaN, and maps have no order.
    package func isSame(as other: TypedValue) -> Bool {
        switch (self, other) {
        case (.null, .null): return true
        case (.bool(let left), .bool(let right)): return left == right
        case (.int(let left), .int(let right)): return left == right
        case (.uint(let left), .uint(let right)): return left == right
        case (.double(let left), .double(let right)): return left == right || left.isNaN && right.isNaN
        case (.string(let left), .string(let right)): return left.utf8.elementsEqual(right.utf8)
        case (.bytes(let left), .bytes(let right)): return left == right
        case (.list(let left), .list(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { $0.isSame(as: $1) }
        case (.map(let left), .map(let right)):
            return left.count == right.count
                && left.allSatisfy { entry in
                    right.contains { $0.key.isSame(as: entry.key) && $0.value.isSame(as: entry.value) }
                }
        case (.type(let left), .type(let right)): return left == right
        case (.timestamp(let left, let leftRest), .timestamp(let right, let rightRest)),
            (.duration(let left, let leftRest), .duration(let right, let rightRest)):
            return left == right && leftRest == rightRest
        case (.optional(let left), .optional(let right)):
            guard let left, let right else { return left == nil && right == nil }
            return left.isSame(as: right)
        case (.other(let leftType, let left), .other(let rightType, let right)):
            return leftType == rightType && left == right
        default: return false
        }
    }
}

extension Expression {
    /// The expression with names looked up in a container, and with or without a check of its text.
    ///
    /// - Parameter variables: what there is, for names with dots.
    package init(
        _ source: String, variables: Set<String>, container: String, isChecked: Bool
    ) throws(ExpressionError) {
        try self.init(
            source, variables: variables, limits: .standard, container: Container(container), isChecked: isChecked)
    }

    /// What the text tells of the result's type, `list(int)` for instance.
    package var inferredType: String { type.description }

    package func typedValue(_ variables: [String: TypedValue]) throws(ExpressionError) -> TypedValue {
        do throws(Fault) {
            var data: [String: Datum] = [:]
            for (name, value) in variables { data[name] = try Datum(value) }
            return try TypedValue(try datum(.made(data), limits: .standard))
        } catch {
            throw ExpressionError(error, source: source, location: location)
        }
    }
}

extension TypedValue {
    init(_ datum: Datum) throws(Fault) {
        switch datum {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(value)
        case .uint(let value): self = .uint(value)
        case .double(let value): self = .double(value)
        case .string(let value): self = .string(value)
        case .bytes(let value): self = .bytes(value)
        case .list(let list):
            var elements: [TypedValue] = []
            for element in list.elements { elements.append(try TypedValue(element)) }
            self = .list(elements)
        case .map(let map):
            var entries: [Entry] = []
            for (key, value) in zip(map.keys, map.values) {
                entries.append(Entry(key: try TypedValue(key), value: try TypedValue(value)))
            }
            self = .map(entries)
        case .type(let type): self = .type(type.rawValue)
        case .timestamp(let time): self = .timestamp(seconds: time.seconds, nanoseconds: time.nanoseconds)
        case .duration(let span):
            let (seconds, rest) = span.nanoseconds.quotientAndRemainder(dividingBy: TimeSpan.second)
            self = .duration(seconds: Int64(seconds), nanoseconds: Int(rest))
        case .optional(let wrapped):
            guard let wrapped else {
                self = .optional(nil)
                return
            }
            self = .optional(try TypedValue(wrapped))
        case .quantity, .version, .url, .format, .ip, .cidr:
            self = .other(type: datum.type.rawValue, text: try datum.text())
        }
    }
}

extension Datum {
    init(_ value: TypedValue) throws(Fault) {
        switch value {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(value)
        case .uint(let value): self = .uint(value)
        case .double(let value): self = .double(value)
        case .string(let value): self = .string(value)
        case .bytes(let value): self = .bytes(value)
        case .list(let list):
            var elements: [Datum] = []
            for element in list { elements.append(try Datum(element)) }
            self = .list(elements)
        case .map(let map):
            var entries = MapDatum.Entries()
            for entry in map { _ = entries.insert(try Datum(entry.key), try Datum(entry.value)) }
            self = .map(.made(entries))
        case .type(let name):
            guard let type = StaticType(rawValue: name) else {
                throw Fault(.invalidArgument, "there is no type \"\(name)\"")
            }
            self = .type(type)
        case .timestamp(let seconds, let nanoseconds):
            self = .timestamp(try Timestamp(seconds: seconds, nanoseconds: nanoseconds))
        case .duration(let seconds, let nanoseconds):
            self = .duration(try TimeSpan(nanoseconds: Int128(seconds) * TimeSpan.second + Int128(nanoseconds)))
        case .optional(let wrapped):
            guard let wrapped else {
                self = .optional(nil)
                return
            }
            self = .optional(try Datum(wrapped))
        case .other(let type, _): throw Fault(.invalidArgument, "a \(type) cannot be given")
        }
    }
}
