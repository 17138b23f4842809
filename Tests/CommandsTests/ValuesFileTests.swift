import Commands
import HTTP
import TestParts
import Testing
import Value

/// What `--set-file` may name, as Helm has it.
@Suite(.timeLimit(.minutes(2)))
struct ValuesFileTests {
    private static func with(_ body: (HelmComparison, String) async throws -> Void) async throws {
        try await HelmComparison.with { both in
            try both.write("from the web,\n{{ not a template }}\n", to: "served/text.txt")
            try both.write("from here", to: "here.txt")
            try await LoopbackFileServer.with(folder: "\(both.folder)/served") { try await body(both, $0.url) }
        }
    }

    @Test func takesURLsAsHelmDoes() async throws {
        try await Self.with { both, url in
            try both.write("apiVersion: v1\nkind: X\na: {{ toJson .Values }}\n", to: "demo/templates/values.yaml")
            for flags in [
                ["--set-file", "replicas=\(url)/text.txt"], ["--set-file", "a.b=\(url)/text.txt,c=here.txt"],
                ["--set-file", "list[1]=\(url)/text.txt", "--set-file", "c=\(url)/text.txt"],
            ] {
                try await both.expectSame(["template", "demo"] + flags)
            }
            try await both.expectBothRefuse(["template", "demo", "--set-file", "a=\(url)/none.txt"])
        }
    }

    @Test func everyCommandWithValuesTakesThem() async throws {
        try await Self.with { both, url in
            try both.write(
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {t: {{ .Values.t | quote }}}\n",
                to: "demo/templates/a.yaml")
            let run = await both.run("install dynamo --sandbox --dry-run --chart ./demo --set-file t=\(url)/text.txt")
            #expect(run.output.contains(#""from the web,\n{{ not a template }}\n""#), "\(run.everything)")
        }
    }

    @Test func saysWhatCannotBeRead() async throws {
        try await Self.with { both, url in
            let missing = await both.run("chart template demo --set-file a=\(url)/none.txt")
            #expect(missing.status == .usage)
            #expect(missing.errors.contains("\(url)/none.txt"), "\(missing.errors)")
            let secret = url.replacing("http://", with: "http://me:marker-7f1@")
            let hidden = await both.run("chart template demo --set-file a=\(secret)/none.txt")
            #expect(hidden.status == .usage && !hidden.errors.contains("marker-7f1"), "\(hidden.errors)")
            let file = await both.run("chart template demo --set-file a=nope.txt")
            #expect(file.status == .usage)
            #expect(file.errors.components(separatedBy: "nope.txt") == 2, "named once: \(file.errors)")
        }
    }

    /// As much as a values file, and no more.
    @Test func boundsWhatItReads() async throws {
        try await HelmComparison.with { both in
            let run = await CommandRun.of(
                ["chart", "template", "demo", "--set-file", "a=http://files.test/endless"], in: both.folder,
                environment: both.environment, transport: Endless())
            #expect(run.status == .usage, "\(run.everything)")
            #expect(run.errors.contains("http://files.test/endless"), "\(run.errors)")
            #expect(run.errors.contains("\(16 << 20)"), "\(run.errors)")
        }
    }

    private struct Endless: HTTPTransport {
        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            let chunk = [UInt8](repeating: 0x61, count: 1 << 20)
            return HTTPResponse(status: 200, headers: [:], body: HTTPBody { { chunk } })
        }
    }
}

extension String {
    fileprivate func components(separatedBy text: String) -> Int { ranges(of: text).count + 1 }
}
