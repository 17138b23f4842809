import Expressions
import Value

/// Reads an object of the section and knows its place in it.
struct SectionReader {
    private let value: Value
    private let path: ValuePath
    private let locate: ((ValuePath) -> String)?

    init(_ value: Value, path: ValuePath = ValuePath(), locate: ((ValuePath) -> String)?) {
        self.value = value
        self.path = path
        self.locate = locate
    }

    /// An error at `key`, or at the object itself.
    func error(
        _ code: ReadinessError.Code, _ message: String, at key: String? = nil, underlying: ExpressionError? = nil
    ) -> ReadinessError {
        error(code, message, at: key.map { path.appending(key: $0) } ?? path, underlying)
    }

    private func error(
        _ code: ReadinessError.Code, _ message: String, at place: ValuePath, _ underlying: ExpressionError? = nil
    ) -> ReadinessError {
        let text = "\(place)"
        return ReadinessError(
            code, message, path: text.isEmpty ? "readiness" : text, location: locate?(place), underlying: underlying)
    }

    private func object() throws(ReadinessError) -> Object {
        guard let object = value.object else {
            throw error(.wrongType, "expected an object, found \(value.typeName)")
        }
        return object
    }

    func keys() throws(ReadinessError) -> [String] { Array(try object().keys) }

    func allow(_ keys: [String]) throws(ReadinessError) {
        for key in try object().keys where !keys.contains(key) {
            throw error(.unknownKey, "unknown key; there are \(keys.joined(separator: ", "))", at: key)
        }
    }

    private func member(_ key: String) throws(ReadinessError) -> Value? {
        guard let member = try object()[key], !member.isNull else { return nil }
        return member
    }

    /// The objects of a list; none when it is not there.
    func elements(_ key: String) throws(ReadinessError) -> [SectionReader] {
        guard let member = try member(key) else { return [] }
        guard let array = member.array else { throw wrongType("a list", member, key) }
        return array.enumerated().map { index, element in
            SectionReader(element, path: path.appending(key: key).appending(index: index), locate: locate)
        }
    }

    func section(_ key: String) throws(ReadinessError) -> SectionReader? {
        guard let member = try member(key) else { return nil }
        guard member.object != nil else { throw wrongType("an object", member, key) }
        return SectionReader(member, path: path.appending(key: key), locate: locate)
    }

    private func wrongType(_ expected: String, _ value: Value, _ key: String) -> ReadinessError {
        error(.wrongType, "expected \(expected), found \(value.typeName)", at: key)
    }

    /// Numbers and booleans count as their text: `port: 8000`, `when: true`.
    func optionalText(_ key: String) throws(ReadinessError) -> String? {
        guard let member = try member(key) else { return nil }
        switch member {
        case .string(let text): return text
        case .integer(let number): return String(number)
        case .bool(let isTrue): return isTrue ? "true" : "false"
        default: throw wrongType("a text", member, key)
        }
    }

    func text(_ key: String) throws(ReadinessError) -> String {
        guard let text = try optionalText(key) else { throw error(.missingKey, "is missing", at: key) }
        return text
    }

    /// A whole number of seconds, from one to a day.
    func optionalSeconds(_ key: String) throws(ReadinessError) -> Duration? {
        guard let member = try member(key) else { return nil }
        guard let seconds = member.integer, ReadinessContract.patienceSeconds.contains(seconds) else {
            throw error(.wrongType, "expected seconds from 1 to 86400, found \(member.json())", at: key)
        }
        return .seconds(seconds)
    }

    func expression(_ key: String, _ names: Set<String>) throws(ReadinessError) -> Expression {
        let source = try text(key)
        do {
            return try Expression(source, variables: names, location: locate?(path.appending(key: key)))
        } catch {
            throw self.error(.invalidExpression, error.message, at: key, underlying: error)
        }
    }

    func template(_ key: String, _ names: Set<String>) throws(ReadinessError) -> MessageTemplate {
        let source = try text(key)
        do {
            return try MessageTemplate(source, variables: names, location: locate?(path.appending(key: key)))
        } catch {
            throw self.error(.invalidExpression, error.message, at: key, underlying: error)
        }
    }

    func optionalTemplate(_ key: String, _ names: Set<String>) throws(ReadinessError) -> MessageTemplate? {
        try member(key) == nil ? nil : try template(key, names)
    }
}
