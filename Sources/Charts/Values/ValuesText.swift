import Value
import YAML

/// A values file: one or more YAML documents, later ones merged over earlier ones (Helm's `loader.LoadValues`).
enum ValuesText {
    static func parse(_ bytes: [UInt8], name: String) throws(ChartError) -> Object {
        var values = Object()
        let documents: [String]
        do {
            documents = try Self.documents(bytes)
        } catch {
            throw ChartError(
                code: .badFile, message: "error reading yaml document: \(error.message)", path: name, underlying: error)
        }
        for document in documents {
            let value: Value
            do {
                value = try YAML.decode(document, file: name, rules: .helm)
            } catch {
                throw ChartError(
                    code: .badFile, message: "cannot unmarshal yaml document: \(error)", path: name, underlying: error)
            }
            switch value {
            case .null: continue
            case .object(let members):
                let members = asFloats(members)
                values = values.isEmpty ? members : merge(values, members)
            default:
                let reason = "json: cannot unmarshal \(value.typeName) into Go value of type map[string]interface {}"
                throw ChartError(
                    code: .badFile,
                    message: "cannot unmarshal yaml document: error unmarshaling JSON: while decoding JSON: \(reason)",
                    path: name)
            }
        }
        return values
    }

    /// Objects merge, everything else is replaced; null replaces too, and deletes when defaults are coalesced.
    static func merge(_ base: Object, _ over: Object) -> Object {
        var result = base
        for (key, value) in over {
            if case .object(let members) = value, case .object(let old) = result[key] {
                result[key] = .object(merge(old, members))
            } else {
                result[key] = value
            }
        }
        return result
    }

    /// Go decodes every JSON number into a `float64`; that shows in templates.
    static func asFloats(_ object: Object) -> Object { Object(object.map { ($0.key, asFloats($0.value)) }) }

    static func asFloats(_ value: Value) -> Value {
        switch value {
        case .integer(let integer): .float(Double(integer))
        case .number(let literal): .float(Double(literal) ?? 0)
        case .array(let elements): .array(elements.map(asFloats))
        case .object(let members): .object(asFloats(members))
        case .null, .bool, .float, .string: value
        }
    }

    /// Refuses numbers beyond a `float64`, as Go does when it decodes JSON.
    static func requireFloats(_ value: Value) throws(ChartError) {
        switch value {
        case .number(let literal) where Double(literal)?.isFinite != true:
            throw ChartError(
                code: .badValues,
                message: "json: cannot unmarshal number \(literal.prefix(40)) into Go value of type float64")
        case .array(let elements): for element in elements { try requireFloats(element) }
        case .object(let members): for (_, member) in members { try requireFloats(member) }
        default: break
        }
    }

    /// Splits at lines of `---` alone or with a comment, as apimachinery's `YAMLReader`; most files are one document.
    ///
    /// - Throws: for a line that begins so and goes on otherwise.
    static func documents(_ bytes: [UInt8]) throws(ChartError) -> [String] {
        let (documents, error) = leadingDocuments(bytes)
        if let error { throw error }
        return documents
    }

    /// The documents before the first line that is a broken separator, and what is wrong with it.
    static func leadingDocuments(_ bytes: [UInt8]) -> (documents: [String], error: ChartError?) {
        var documents: [String] = []
        var current: [UInt8] = []
        current.reserveCapacity(bytes.count + 1)
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        // What ends with a line break has no further line, which `|+` would keep.
        if bytes.last == UInt8(ascii: "\n") { lines.removeLast() }
        for line in lines {
            let isEnd: Bool
            do {
                isEnd = try isSeparator(line)
            } catch {
                // The document that the line would end is lost with it, as Go's reader loses it.
                return (documents, error)
            }
            if isEnd, !current.isEmpty {
                documents.append(String(decoding: current, as: UTF8.self))
                current.removeAll(keepingCapacity: true)
                continue
            }
            current.append(contentsOf: line)
            current.append(UInt8(ascii: "\n"))
        }
        if !current.isEmpty { documents.append(String(decoding: current, as: UTF8.self)) }
        return (documents, nil)
    }

    private static func isSeparator(_ line: ArraySlice<UInt8>) throws(ChartError) -> Bool {
        guard line.starts(with: Array("---".utf8)) else { return false }
        let rest = String(decoding: line.dropFirst(3), as: UTF8.self).trimmingSpace()
        guard rest.isEmpty || rest.hasPrefix("#") else {
            throw ChartError(code: .badFile, message: "invalid Yaml document separator: \(rest)")
        }
        return true
    }
}
