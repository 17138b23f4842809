import HTTP
import Testing
import Value

@testable import Commands

/// What `-f` takes: a file, standard input, a URL.
@Suite struct ArgumentFileTests {
    @Test func aBootstrapFileComesFromStandardInput() async throws {
        let run = await CommandRun.of(
            "bootstrap -f - --sandbox --plan -o json".split(separator: " ").map(String.init),
            standardInput: TemporaryFolder.oneModel)
        #expect(run.status == .done, "\(run.errors)")
        #expect(try run.json["models"]?[0]?["name"] == "qwen3")
    }

    @Test func mistakesOfStandardInputAreCalledItsOwn() async {
        let run = await CommandRun.of(
            ["bootstrap", "-f", "-", "--sandbox"], standardInput: TemporaryFolder.oneModel + "modles: []\n")
        #expect(run.status == .usage)
        #expect(run.errors.contains("standard input:8:1: modles"), "\(run.errors)")
    }

    @Test func aBootstrapFileComesFromAURL() async throws {
        let site = Site(files: ["https://files.example.com/one.yaml": TemporaryFolder.oneModel])
        let run = await CommandRun.of(
            "bootstrap -f https://files.example.com/one.yaml --sandbox --plan -o json".split(separator: " ")
                .map(String.init), transport: site)
        #expect(run.status == .done, "\(run.errors)")
        #expect(try run.json["models"]?[0]?["name"] == "qwen3")
        let missing = await CommandRun.of(
            ["bootstrap", "-f", "https://files.example.com/none.yaml", "--sandbox"], transport: site)
        #expect(missing.status == .usage)
        #expect(missing.errors.contains("https://files.example.com/none.yaml"), "\(missing.errors)")
    }

    @Test(arguments: [
        ("-", "standard input"), ("a@b/c.yaml", "a@b/c.yaml"), ("https://h/a@b", "https://h/a@b"),
        ("https://user:secret@h/f?x=@y", "https://h/f?x=@y"), ("http://h", "http://h"),
    ])
    func titlesHoldNoLogin(argument: String, title: String) {
        #expect(CommandContext.title(ofArgument: argument) == title)
    }
}

/// Serves a few texts by their URLs.
private struct Site: HTTPTransport {
    let files: [String: String]

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        guard let text = files[request.url] else { return HTTPResponse(status: 404, headers: [:], body: HTTPBody([])) }
        return HTTPResponse(status: 200, headers: [:], body: HTTPBody(Array(text.utf8)))
    }
}
