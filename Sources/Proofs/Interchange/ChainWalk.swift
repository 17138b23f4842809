import TestParts
import Value

/// Walks a release through its life, one step after the other by another tool.
struct ChainWalk: Sendable {
    let place: Workplace
    let chain: InterchangeChain

    struct End: Sendable {
        /// After each step that went well.
        var states: [ReleaseState] = []
        var exitCodes: [Int32] = []
        var problems: [String] = []
        /// Of what went wrong.
        var output = ""
    }

    func run(in namespace: String) async throws -> End {
        try await place.prepare(.install, in: namespace)
        var end = End()
        for (verb, tool) in zip(ProvenVerb.allCases, chain.tools) {
            if verb == .uninstall { try await read(namespace, &end) }
            let command = try tool.command(verb, place.charts, namespace: namespace, tool: place.tool)
            let result = try await run(command)
            end.exitCodes.append(result.exitCode)
            guard result.isSuccess else {
                end.problems.append("\(tool.rawValue) \(verb.rawValue): exit status \(result.exitCode)")
                end.output += "\(result)"
                break
            }
            end.states.append(try await place.reader.read(namespace))
        }
        if let last = end.states.last, end.states.count == ProvenVerb.allCases.count {
            end.problems += FaultVerdict.revisionProblems(last.revisions, isGone: true)
            end.problems += last.locks.map { "the lock \($0) is left behind" }
        }
        try await place.broom.sweep(namespace, group: place.chart.group)
        return end
    }

    /// Both Helms read what was written, and the next to last one's tests run.
    private func read(_ namespace: String, _ end: inout End) async throws {
        let name = ProvenVerb.release
        for (reader, part) in [(InterchangeTool.helm3, TestParts.Part.helm3), (.helm4, .helm4)] {
            let helm = try TestParts.path(part)
            let history = try await run([helm, "history", name, "--namespace", namespace, "-o", "json"])
            let revisions = try history.isSuccess ? Value(jsonText: history.standardOutput).array ?? [] : []
            let problem = InterchangeVerdict.historyProblem(
                revisions.map { $0["status"]?.string ?? "" }, reader: reader)
            if let problem { end.problems.append(problem) }
            let list = try await run([helm, "list", "--namespace", namespace, "-o", "json"])
            let names = try list.isSuccess ? Value(jsonText: list.standardOutput).array ?? [] : []
            if names.map({ $0["name"]?.string }) != [name] {
                end.problems.append("\(reader.rawValue) does not list it: \(list)")
            }
            let test = try await run([helm, "test", name, "--namespace", namespace, "--timeout", "30s"])
            if !test.isSuccess { end.problems.append("\(reader.rawValue) cannot test it: \(test)") }
        }
    }

    private func run(_ command: [String]) async throws -> CommandResult {
        var environment = place.cluster.environment
        environment["NO_COLOR"] = "1"
        environment["XDG_STATE_HOME"] = "\(place.folder)/state"
        return try await TestParts.run(command[0], Array(command.dropFirst()), environment: environment)
    }
}
