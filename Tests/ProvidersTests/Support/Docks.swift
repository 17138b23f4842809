import Charts
import FoundationEssentials

@testable import Providers

/// Providers and shared operators out of a few words.
enum Docks {
    /// An operator in a provider's list, in a namespace of its own.
    ///
    /// - Parameter needs: names, as YAML writes them within brackets.
    static func item(_ name: String, needs: String = "", namespace: String? = nil, pods: String? = nil) -> String {
        let selector = pods.map { ", pods: {selector: \($0)}" } ?? ""
        return "{name: \(name), namespace: \(namespace ?? "\(name)-system"), "
            + "chart: 'oci://charts.example.com/\(name)', version: 1.0.0, needs: [\(needs)]\(selector)}"
    }

    /// - Parameter more: further keys of its file, each with the end of its line.
    static func provider(_ name: String, _ operators: String..., more: String = "") throws -> Provider {
        let chart = try Chart.load(files: [
            ChartFile(path: "Chart.yaml", text: "apiVersion: v2\nname: \(name)\nversion: 0.1.0\n")
        ])
        return try Provider(definition: definition(name, operators, more: more), chart: chart, folder: name)
    }

    static func definition(_ name: String, _ operators: [String], more: String = "") -> String {
        """
        apiVersion: groundcrew/v1
        kind: Provider
        name: \(name)
        capabilities: {engines: [vllm], modes: [aggregated], routers: [none], tasks: [text-generation]}
        readiness: {rules: [{when: "true", phase: Running}]}
        operators: [\(operators.joined(separator: ", "))]

        """ + more
    }

    static func shared(_ name: String, needs: String = "") throws -> OperatorDefinition {
        try OperatorReader.shared(yaml: file(name, needs: needs), file: "\(name).yaml")
    }

    /// Files below a folder, by path; of several for one path the last.
    static func write(_ files: [(String, String)], to folder: String) throws {
        for (path, text) in files {
            let parent = path.split(separator: "/").dropLast().joined(separator: "/")
            try FileManager.default.createDirectory(
                atPath: "\(folder)/\(parent)", withIntermediateDirectories: true)
            try text.write(toFile: "\(folder)/\(path)", atomically: false, encoding: .utf8)
        }
    }

    /// The text of a file of `operators/`.
    static func file(_ name: String, needs: String = "") -> String {
        "{apiVersion: groundcrew/v1, kind: Operator, \(item(name, needs: needs).dropFirst())\n"
    }
}
