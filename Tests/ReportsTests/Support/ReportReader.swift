import FoundationEssentials
import TestParts
import Value

/// Programs that read reports in the field.
enum ReportReader {
    /// What a Python script that knows a reader prints as JSON about a document.
    static func read(_ document: String, as name: String, _ script: String) async throws -> Value {
        try await TestParts.withTemporaryFolder { folder in
            let path = "\(folder)/\(name)"
            try document.write(toFile: path, atomically: false, encoding: .utf8)
            let result = try await TestParts.run(.reportReaders, ["-c", script, path])
            try result.require()
            return try Value(jsonText: result.standardOutput)
        }
    }

    /// What check-jsonschema says against documents; empty where they are as the schema asks.
    static func problems(_ documents: [String], schema: Value) async throws -> String {
        try await TestParts.withTemporaryFolder { folder in
            try schema.json().write(toFile: "\(folder)/schema.json", atomically: false, encoding: .utf8)
            var paths: [String] = []
            for (index, document) in documents.enumerated() {
                let path = "\(folder)/\(index).json"
                try document.write(toFile: path, atomically: false, encoding: .utf8)
                paths.append(path)
            }
            let result = try await TestParts.run(
                .reportReaders, ["-m", "check_jsonschema", "--schemafile", "\(folder)/schema.json"] + paths)
            return result.isSuccess ? "" : result.description
        }
    }

    /// What promtool says against metrics; empty where it has nothing to say.
    static func metricProblems(_ metrics: String) async throws -> String {
        let result = try await TestParts.run(.promtool, ["check", "metrics"], input: metrics)
        return result.isSuccess ? result.standardOutput + result.standardError : result.description
    }

    /// The schema with objects that take no other members, so that what it does not speak of is seen.
    static func closed(_ schema: Value) -> Value {
        switch schema {
        case .object(let object):
            var closed = Object(object.map { ($0.key, Self.closed($0.value)) })
            if object["properties"]?.object != nil, object["additionalProperties"] == nil {
                closed["additionalProperties"] = false
            }
            return .object(closed)
        case .array(let elements): return .array(elements.map(Self.closed))
        default: return schema
        }
    }

    static let junit = """
        import json, sys
        from junitparser import JUnitXml
        def case(case):
            results = [[type(result).__name__, result.type, result.message, result.text] for result in case.result]
            return {"class": case.classname, "name": case.name, "results": results, "out": case.system_out}
        xml = JUnitXml.fromfile(sys.argv[1])
        suites = [
            {"name": suite.name, "tests": suite.tests, "failures": suite.failures, "errors": suite.errors,
             "skipped": suite.skipped, "properties": {p.name: p.value for p in suite.properties()},
             "cases": [case(c) for c in suite]}
            for suite in xml
        ]
        print(json.dumps({"tests": xml.tests, "failures": xml.failures, "errors": xml.errors, "suites": suites}))
        """

    static let sarif = """
        import json, sys
        from sarif import loader
        print(json.dumps([run.get_records() for run in loader.load_sarif_file(sys.argv[1]).runs]))
        """
}
