import FoundationEssentials
import Kubernetes
import TestParts
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Real processes: shell scripts that play a login tool.
@Suite struct PluginProcessTests {
    /// Runs the body in a task that nobody has cancelled.
    private func withUncancelled(_ body: @escaping @Sendable () async throws -> Void) async throws {
        try await Task { try await body() }.value
    }

    private func run(
        _ script: String, installHint: String = "", timeout: Duration = .seconds(20),
        environment: [String: String] = ["PATH": "/usr/bin:/bin", "NAME": "value"],
        during: @escaping @Sendable (String) async throws -> Void = { _ in }
    ) async throws -> String {
        try await TestParts.withTemporaryFolder { folder in
            let path = "\(folder)/login"
            try Data("#!/bin/sh\ncd '\(folder)'\n\(script)\n".utf8).write(to: URL(filePath: path))
            chmod(path, 0o755)
            let plugin = ExecPlugin(
                apiVersion: "client.authentication.k8s.io/v1", command: path, arguments: ["a b", "$HOME"],
                interactiveMode: .never, installHint: installHint)
            let process = PluginProcess(timeout: timeout, grace: .milliseconds(200))
            do {
                let output = try await process.run(plugin, environment: environment, isInteractive: false)
                try await during(folder)
                return String(decoding: output, as: UTF8.self)
            } catch {
                // The task may be cancelled, and the question takes time.
                try await withUncancelled { try await during(folder) }
                throw error
            }
        }
    }

    /// Whether a process whose id is in a file still runs, a moment after it was killed; a zombie does not.
    private static func isAlive(_ file: String) async throws -> Bool {
        let text = try String(contentsOfFile: file, encoding: .utf8).filter(\.isNumber)
        let id = try #require(pid_t(text))
        for _ in 0..<50 where kill(id, 0) == 0 {
            let state = FileManager.default.contents(atPath: "/proc/\(id)/stat") ?? Data()
            if String(decoding: state, as: UTF8.self).contains(") Z ") { return false }
            try await Task.sleep(for: .milliseconds(20))
        }
        return kill(id, 0) == 0
    }

    @Test func outputArgumentsAndEnvironmentPass() async throws {
        #expect(try await run(#"printf '%s|' "$@" "$NAME""#) == "a b|$HOME|value|")
    }

    @Test func standardInputIsEmpty() async throws {
        #expect(try await run("cat; echo done") == "done\n")
    }

    @Test func aFailureKeepsStandardError() async throws {
        let error = try await #require(throws: KubernetesError.self) {
            try await run("echo secret; echo 'please log in again' >&2; exit 3")
        }
        #expect(error.code == .credentials)
        #expect(error.message.hasSuffix("/login\" exited with 3: please log in again"))
        #expect(!error.description.contains("secret"))
    }

    @Test func anInteractivePluginKeepsStandardErrorToo() async throws {
        let plugin = ExecPlugin(
            apiVersion: "client.authentication.k8s.io/v1", command: "sh",
            arguments: ["-c", "echo 'open https://login' >&2; exit 4"], interactiveMode: .ifAvailable)
        let error = try await #require(throws: KubernetesError.self) {
            try await PluginProcess().run(plugin, environment: ["PATH": "/usr/bin:/bin"], isInteractive: true)
        }
        #expect(error.message == "credential plugin \"sh\" exited with 4: open https://login")
    }

    @Test func aMissingProgramSaysHowToInstallIt() async throws {
        let plugin = ExecPlugin(
            apiVersion: "client.authentication.k8s.io/v1", command: "no-such-login", interactiveMode: .never,
            installHint: "brew install login")
        let error = try await #require(throws: KubernetesError.self) {
            try await PluginProcess().run(plugin, environment: ["PATH": "/usr/bin:/bin"], isInteractive: false)
        }
        #expect(error.message == "credential plugin \"no-such-login\" is not installed; brew install login")
    }

    @Test func aPluginFoundByNameIsTakenFromPath() async throws {
        let plugin = ExecPlugin(
            apiVersion: "client.authentication.k8s.io/v1", command: "echo", arguments: ["hi"], interactiveMode: .never)
        let output = try await PluginProcess().run(plugin, environment: ["PATH": "/usr/bin:/bin"], isInteractive: false)
        #expect(output == Array("hi\n".utf8))
    }

    @Test func tooMuchOutputIsAnError() async throws {
        let error = try await #require(throws: KubernetesError.self) {
            try await run("head -c 6000000 /dev/zero")
        }
        #expect(error.code == .credentials)
    }

    /// The script ignores SIGTERM and has a child, so only SIGKILL to the session ends both.
    private static let stubborn =
        "trap '' TERM; echo $$ > own; sh -c 'trap \"\" TERM; echo $$ > child; sleep 60' & wait; sleep 60"

    @Sendable private static func expectNoProcess(_ folder: String) async throws {
        let own = try await isAlive("\(folder)/own")
        let child = try await isAlive("\(folder)/child")
        #expect(!own)
        #expect(!child)
    }

    @Test func aHangingPluginIsEndedAfterItsTime() async throws {
        let error = try await #require(throws: KubernetesError.self) {
            try await run(Self.stubborn, timeout: .milliseconds(500), during: Self.expectNoProcess)
        }
        #expect(error.code == .credentials)
        #expect(error.message.hasSuffix("did not finish within 500 ms"))
    }

    @Test func aCancelledPluginLeavesNoProcess() async throws {
        await #expect(throws: CancellationError.self) {
            try await withThrowingTaskGroup(of: String.self) { group in
                group.addTask { try await self.run(Self.stubborn, during: Self.expectNoProcess) }
                try await Task.sleep(for: .milliseconds(500))
                group.cancelAll()
                _ = try await group.next()
            }
        }
    }
}
