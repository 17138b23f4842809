import Value

@testable import Charts

/// The user's values: flags, files, and the schema they are held against.
enum ValuesTargets {
    /// One flag a line; its first letter says which.
    @Sendable static func set(_ bytes: [UInt8]) throws {
        var values: Object = ["a": ["b": 1], "list": [1, ["x": 2]], "s": "text"]
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let text = String(line.dropFirst())
            do throws(ChartError) {
                switch line.first {
                case "s": try SetFlag.apply(text, to: &values, mode: .string)
                case "j": try SetFlag.apply(text, to: &values, mode: .json)
                case "l": try SetFlag.apply(text, to: &values, mode: .literal)
                case "f": try SetFlag.apply(text, to: &values, mode: .file { path throws(ChartError) in path })
                default: try SetFlag.apply(text, to: &values, mode: .typed)
                }
            } catch {
                _ = "\(error)"
            }
        }
        let value = Value.object(values)
        var limits = JSONLimits.standard
        limits.maximumDepth = 1 << 20
        let again = try Value(json: value.jsonBytes(), limits: limits)
        try Finding.require(again == value, "the values are not JSON: \(value.json())")
    }

    /// Values files as sections, merged in their order over the first one, which is the chart's own.
    @Sendable static func values(_ bytes: [UInt8]) throws {
        let sections = FileSections.split(bytes, first: "values.yaml")
        let defaults: Object
        let users: Object
        do throws(ChartError) {
            defaults = try ValuesText.parse(sections[0].bytes, name: "values.yaml")
            users = try ValuesInput(files: sections.dropFirst().map { .init(name: $0.path, bytes: $0.bytes) }).merged()
        } catch {
            _ = "\(error)"
            return
        }
        try Finding.require(ValuesText.merge(users, users) == users, "values merged with themselves change")
        let subchart = Chart(metadata: ChartMetadata(name: "sub", version: "1.0.0"), values: ["x": ["y": 1]])
        let chart = Chart(
            metadata: ChartMetadata(name: "demo", version: "1.0.0"), values: defaults, dependencies: [subchart])
        var warnings: [String] = []
        let all: Object
        do throws(ChartError) {
            all = try Coalescing.coalesce(chart, users, warnings: &warnings)
            _ = try Coalescing.merge(chart, users, warnings: &warnings)
        } catch {
            _ = "\(error)"
            return
        }
        for (key, value) in users where key != "sub" && value != .null && value.object == nil {
            try Finding.require(all[key] == value, "the user's value of \(key) is lost")
        }
    }

    /// A schema, and as its second section the values to hold against it.
    @Sendable static func schema(_ bytes: [UInt8]) throws {
        let sections = FileSections.split(bytes, first: "values.schema.json")
        var warnings: [String] = []
        do throws(ChartError) {
            let node = try SchemaCompiler.compile(sections[0].bytes, warnings: &warnings)
            guard sections.count > 1 else { return }
            let values = try ValuesText.parse(sections[1].bytes, name: "values.yaml")
            _ = try SchemaValidator.validate(.object(values), against: node).flatMap { $0.lines() }
        } catch {
            _ = "\(error)"
        }
    }
}
