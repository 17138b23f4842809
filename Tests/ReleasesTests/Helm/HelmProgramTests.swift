import Charts
import FoundationEssentials
import Processes
import Repositories
import Synchronization
import TestParts
import Testing
import Value

@testable import Releases

/// How Helm is called, and what its endings are told as; no Helm runs here.
@Suite struct HelmProgramTests {
    private let nowhere = PrivateFolder(path: "/nowhere")
    private let line = HelmCommandLine(arguments: ["upgrade", "demo"])

    private func program(_ processes: any ProcessRunning, temporary: String? = nil) -> HelmProgram {
        HelmProgram(
            "helm", access: HelmAccess(context: "prod"), processes: processes,
            environment: temporary.map { ["TMPDIR": $0] } ?? [:])
    }

    private func problem(
        _ play: @escaping @Sendable (ProcessCommand, Duration?) async throws -> ProcessResult
    ) async throws -> ReleaseError {
        try await #require(throws: ReleaseError.self) {
            _ = try await program(PlayedHelm(play: play)).run(
                line, in: nowhere, timeout: .milliseconds(1500), release: "apps/demo")
        }
    }

    // MARK: - Endings

    typealias Ending = (String, String, ProcessResult.Ending, String)

    @Test(
        arguments: [
            ("", " Error: no luck\n", .exited(1), "Error: no luck (exit code 1)"),
            ("only here", "", .exited(2), "only here (exit code 2)"),
            ("output", "words", .signalled(15), "words (ended by signal 15)"),
            ("", " \n", .signalled(9), "ended by signal 9"),
        ] as [Ending])
    func aFailureIsToldInHelmsWords(
        _ output: String, _ words: String, _ ending: ProcessResult.Ending, _ message: String
    ) async throws {
        let error = try await problem { _, _ in
            ProcessResult(ending: ending, standardOutput: Array(output.utf8), standardError: Array(words.utf8))
        }
        #expect(error.code == .helmFailed)
        #expect(error.description == "release apps/demo: helm upgrade failed: \(message)")
    }

    @Test func ofManyWordsTheLastAreKept() async throws {
        let last = String(repeating: "b", count: HelmLimits.errorText)
        let error = try await problem { _, _ in .ended(saying: "aaaa" + last, code: 1) }
        #expect(error.message == "helm upgrade failed: \(last) (exit code 1)")
    }

    @Test func aHelmThatTakesTooLongOrSaysTooMuchHasFailed() async throws {
        let late = try await problem { _, timeout in
            #expect(timeout == .milliseconds(1500))
            throw ProcessError(.timedOut, "too late")
        }
        #expect(late.code == .timedOut)
        #expect(late.message == "helm upgrade did not end within 1.5 s")
        let loud = try await problem { _, _ in throw ProcessError(.outputTooLarge, "helm wrote more than 9 bytes") }
        #expect(loud.code == .helmFailed)
        #expect(loud.message == "helm upgrade was ended: helm wrote more than 9 bytes")
        let missing = try await problem { _, _ in throw ProcessError(.cannotStart, "helm is not executable") }
        #expect(missing.code == .helmNotFound)
        #expect(missing.message == "helm is not executable")
    }

    // MARK: - Its version

    @Test(
        arguments: [
            (.ended("version 4"), "helm does not say its version: version 4"),
            (.ended("v4.3.1", code: 1), "helm does not say its version: v4.3.1 (exit code 1)"),
            (.ended("v3.16.9"), "helm is v3.16.9, and groundcrew drives v3.17.0 and later"),
            (.ended("v5.0.0"), "helm is v5.0.0, which groundcrew does not know yet"),
        ] as [(ProcessResult, String)])
    func whatIsNoKnownHelmIsRefused(_ version: ProcessResult, _ words: String) async throws {
        let error = await #expect(throws: ReleaseError.self) {
            try await program(PlayedHelm(version: version) { _, _ in .ended() }).probe()
        }
        #expect(error?.code == .helmNotFound)
        #expect(error?.message.hasPrefix(words) == true, "\(String(describing: error))")
    }

    private final class Counted: ProcessRunning {
        let questions = Mutex(0)

        func run(_ command: ProcessCommand, timeout: Duration?) async throws -> ProcessResult {
            #expect(command.arguments.first == "version")
            let number = questions.withLock { count in
                count += 1
                return count
            }
            // At first something else stands in the way.
            return number == 1 ? .ended(saying: "busy", code: 1) : .ended("v3.17.0")
        }
    }

    @Test func theVersionIsAskedForUntilItIsKnown() async throws {
        let counted = Counted()
        let helm = program(counted)
        await #expect(throws: ReleaseError.self) { try await helm.probe() }
        for _ in 1...3 { try await helm.probe() }
        #expect(counted.questions.withLock { $0 } == 2)
    }

    // MARK: - Files

    @Test func valuesAndChartTravelInAFolderThatGoes() async throws {
        try await TestParts.withTemporaryFolder { parent in
            let request = try TestChart.plain.request("demo", in: "apps", values: ["b": 1.0, "a": "<"])
            let chart = ResolvedChart(chart: try Chart.load(files: TestChart.plain.files), origin: "test")
            let helm = program(PlayedHelm { _, _ in .ended() }, temporary: parent)
            let path = try await helm.inFolder { folder in
                let line = try await helm.upgradeLine(request, chart, in: folder, isDryRun: false)
                #expect(line.arguments[2] == "\(folder.path)/chart.tgz")
                let packed = try Data(contentsOf: URL(filePath: "\(folder.path)/chart.tgz"))
                #expect(try Chart.load(archive: Array(packed)).name == "plain")
                let values = try Data(contentsOf: URL(filePath: "\(folder.path)/values.json"))
                // As Go writes it, with the newline that old Helms need.
                #expect(String(decoding: values, as: UTF8.self) == "{\"a\":\"\\u003c\",\"b\":1}\n")
                for (name, mode) in [(folder.path, "700"), ("\(folder.path)/values.json", "600")] {
                    let listed = try await TestParts.run("stat", ["-c", "%a", name])
                    #expect(listed.standardOutput == "\(mode)\n")
                }
                return folder.path
            }
            #expect(path.hasPrefix("\(parent)/groundcrew-"))
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }

    @Test func aChartOnThisMachineIsGivenByItsPath() async throws {
        var request = try TestChart.plain.request("demo", in: "apps")
        request.chart = .source(.path("/charts/web", shownAs: "./web"))
        let asked = request
        let chart = ResolvedChart(chart: try Chart.load(files: TestChart.plain.files), origin: "./web")
        let helm = program(PlayedHelm { _, _ in .ended() }, temporary: "")
        let line = try await helm.inFolder { folder in
            #expect(folder.path.hasPrefix("/tmp/groundcrew-"))
            return try await helm.upgradeLine(asked, chart, in: folder, isDryRun: true)
        }
        #expect(line.arguments[2] == "/charts/web")
        #expect(line.arguments.suffix(2) == ["--kube-context", "prod"])
    }

    @Test func aFolderThatCannotBeMadeIsSaid() async throws {
        let error = await #expect(throws: ReleaseError.self) {
            try await program(PlayedHelm { _, _ in .ended() }, temporary: "/nowhere/at/all").probe()
        }
        #expect(error?.message.hasPrefix("cannot create the folder /nowhere/at/all/groundcrew-") == true)
        #expect(error?.hint == "set TMPDIR to a folder that can be written")
        let unwritten = #expect(throws: ReleaseError.self) { _ = try nowhere.write([1], to: "values.json") }
        #expect(unwritten?.message == "cannot write /nowhere/values.json")
    }
}
