import Value

/// Reads fields of an object and tells a missing one from one of the wrong type.
struct ObjectReader {
    let object: Value

    /// A field holds something of another type than its kind has there.
    struct WrongType: Error {
        var path: String
        var expected: String
        var found: String

        var status: ResourceStatus {
            ResourceStatus(
                .unknown, "\(path) is \(article(found)) where \(article(expected)) belongs", reason: "WrongType")
        }

        private func article(_ name: String) -> String {
            "aeiou".contains(name.prefix(1)) ? "an \(name)" : "a \(name)"
        }
    }

    init(_ object: Value) { self.object = object }

    /// The value at a path of plain names; null counts as missing. Something else than an object on the way is an error.
    func value(_ path: String) throws(WrongType) -> Value? {
        var current = object
        var walked: [Substring] = []
        for name in path.split(separator: ".") {
            guard current.object != nil else {
                throw WrongType(path: walked.joined(separator: "."), expected: "object", found: current.typeName)
            }
            guard let next = current[String(name)], !next.isNull else { return nil }
            walked.append(name)
            current = next
        }
        return current
    }

    func string(_ path: String) throws(WrongType) -> String? {
        guard let value = try value(path) else { return nil }
        guard let string = value.string else { throw WrongType(path: path, expected: "string", found: value.typeName) }
        return string
    }

    func bool(_ path: String) throws(WrongType) -> Bool? {
        guard let value = try value(path) else { return nil }
        guard let bool = value.bool else { throw WrongType(path: path, expected: "boolean", found: value.typeName) }
        return bool
    }

    func integer(_ path: String) throws(WrongType) -> Int? {
        guard let value = try value(path) else { return nil }
        guard let integer = value.integer else {
            throw WrongType(path: path, expected: "integer", found: value.typeName)
        }
        return Int(clamping: integer)
    }

    func array(_ path: String) throws(WrongType) -> [Value] {
        guard let value = try value(path) else { return [] }
        guard let array = value.array else { throw WrongType(path: path, expected: "array", found: value.typeName) }
        return array
    }

    var kind: String { object["kind"]?.string ?? "object" }

    var apiGroup: String {
        let version = object["apiVersion"]?.string ?? ""
        return version.contains("/") ? String(version.prefix { $0 != "/" }) : ""
    }

    func conditions() throws(WrongType) -> [Condition] {
        var result: [Condition] = []
        for (index, value) in try array("status.conditions").enumerated() {
            let condition = Condition(value)
            guard let condition else {
                throw WrongType(path: "status.conditions[\(index)]", expected: "condition", found: value.typeName)
            }
            result.append(condition)
        }
        return result
    }
}

/// A condition of a status, as nearly all kinds write it.
struct Condition: Sendable {
    var type: String
    var status: String
    var reason: String
    var message: String

    /// Nil when there is no type to it.
    init?(_ value: Value) {
        guard let type = value["type"]?.string else { return nil }
        self.type = type
        status = value["status"]?.string ?? ""
        reason = value["reason"]?.string ?? ""
        message = value["message"]?.string ?? ""
    }

    var isTrue: Bool { status == "True" }
    var isFalse: Bool { status == "False" }
    /// The message, or the reason, or what the condition is.
    var text: String { !message.isEmpty ? message : !reason.isEmpty ? reason : "\(type) is \(status)" }

    func result(_ phase: ResourceStatus.Phase) -> ResourceStatus {
        ResourceStatus(phase, text, reason: reason.isEmpty ? nil : reason)
    }
}

extension [Condition] {
    subscript(type: String) -> Condition? { first { $0.type == type } }
}
