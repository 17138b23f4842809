import Value

/// JSON: what was read is written so that it is read the same.
enum JSONTarget {
    @Sendable static func run(_ bytes: [UInt8]) throws {
        for rules in [JSONRules.standard, JSONRules(rejectsDuplicateKeys: true, repairsText: true)] {
            let value: Value
            do { value = try Value(json: bytes, rules: rules) } catch {
                _ = "\(error)"
                continue
            }
            for format in [JSONFormat(), JSONFormat(pretty: true), JSONFormat(sortedKeys: true, escapesHTML: true)] {
                let text = value.jsonBytes(format)
                let again = try reread(text)
                try Finding.require(again == value, "written as \(String(decoding: text, as: UTF8.self))")
                try Finding.require(again.jsonBytes(format) == text, "written twice, the text differs")
            }
            // Go's floats lose their type.
            let text = value.jsonBytes(.go())
            try Finding.require(
                try reread(text).meansSame(as: value), "in Go's form it is \(String(decoding: text, as: UTF8.self))")
        }
    }

    private static func reread(_ text: [UInt8]) throws(Finding) -> Value {
        do { return try Value(json: text) } catch {
            throw Finding("what was written is not JSON: \(error): \(String(decoding: text, as: UTF8.self))")
        }
    }
}
