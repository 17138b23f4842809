import Bootstrap
import FoundationEssentials
import Providers
import Schemas
import TestParts
import Testing
import Value
import YAML

@testable import Commands

/// `schema`: what it prints, and that it speaks of all there is.
@Suite(.timeLimit(.minutes(2)))
struct SchemaCommandTests {
    @Test(arguments: SchemaKind.allCases) func isPrintedInEveryFormat(kind: SchemaKind) async throws {
        let text = await CommandRun.of("schema \(kind.rawValue)")
        #expect(text.status == .done && text.errors.isEmpty)
        #expect(try text.json == kind.schema.document)
        #expect(
            text.output.hasPrefix("{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n  \"title\": "))
        #expect(try await CommandRun.of("schema \(kind.rawValue) -o json").json == kind.schema.document)
        #expect(try await CommandRun.of("schema \(kind.rawValue) -o yaml").yaml == kind.schema.document)
    }

    @Test(arguments: [
        ("schema", "Missing expected argument '<kind>'"), ("schema bootstrp", "'bootstrp' is invalid for '<kind>'"),
        ("schema check --markdown -o json", "--markdown prints a page; leave -o json out"),
    ])
    func whatMakesNoSenseIsRefused(line: String, words: String) async {
        let run = await CommandRun.of(line)
        #expect(run.status == .usage)
        #expect(run.output.isEmpty || line.contains("-o ") && run.output.contains("Failure"), "\(run.output)")
        #expect(run.errors.contains(words), "\(run.errors)")
    }

    @Test(arguments: SchemaKind.allCases) func everyFieldSaysWhatItIsFor(kind: SchemaKind) {
        let fields = SchemaField.all(of: kind.schema)
        #expect(!fields.isEmpty)
        for field in fields {
            #expect(field.title.hasSuffix("."), "\(field.path): \(field.title)")
        }
        #expect(Set(fields.map(\.path)).count == fields.count)
    }

    // MARK: - Completeness

    /// Whether something stands at a field's path, wherever it leads through lists and names of the user's.
    private static func holds(_ value: Value, _ steps: ArraySlice<String>) -> Bool {
        guard let step = steps.first else { return true }
        let rest = steps.dropFirst()
        return switch step {
        case "[]": value.array?.contains { holds($0, rest) } == true
        case "NAME": value.object?.contains { holds($0.value, rest) } == true
        default: value[step].map { holds($0, rest) } ?? false
        }
    }

    /// The tests of agreement go through every field.
    @Test(arguments: SchemaKind.allCases) func theWholeFilesSayAllThatThereIs(kind: SchemaKind) throws {
        let documents = try SchemaDocuments.whole(kind).map { try YAML.decode($0, file: "file.yaml") }
        for field in SchemaField.all(of: kind.schema) {
            let steps = field.path.replacing("[]", with: ".[]").split(separator: ".").map(String.init)
            #expect(documents.contains { Self.holds($0, steps[...]) }, "\(field.path)")
        }
    }

    @Test func theBootstrapSchemaHasEveryKnobAndEveryLeafAnExample() {
        let fields = SchemaField.all(of: SchemaKind.bootstrap.schema)
        for knob in DeploymentKnob.all {
            let field = fields.first { $0.path == "models[].\(knob.path.joined(separator: "."))" }
            #expect(field?.title == knob.title, "\(knob.path)")
        }
        for field in fields where field.example == nil {
            let isParent = fields.contains {
                $0.path.hasPrefix("\(field.path).") || $0.path.hasPrefix("\(field.path)[]")
            }
            #expect(isParent, "\(field.path) has no example")
        }
    }

    // MARK: - Files

    private struct File: Sendable {
        var kind: SchemaKind
        var path: String
    }

    /// Every file that is built in, or shown, with its kind.
    private static let files: [File] = {
        let root = TestParts.projectRoot
        var files = [File(kind: .catalog, path: "Sources/Models/catalog.yaml")]
        func names(_ folder: String) -> [String] {
            do {
                return try FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)").filter {
                    !$0.hasPrefix(".")
                }.sorted()
            } catch {
                return []
            }
        }
        for name in names("charts") where FileManager.default.fileExists(atPath: "\(root)/charts/\(name)/provider.yaml")
        {
            files.append(File(kind: .provider, path: "charts/\(name)/provider.yaml"))
        }
        let folders: [(SchemaKind, String)] = [
            (.operator, "charts/operators"), (.check, "checks"), (.bootstrap, "examples"),
        ]
        for (kind, folder) in folders {
            for name in names(folder) where name.hasSuffix(".yaml") {
                files.append(File(kind: kind, path: "\(folder)/\(name)"))
            }
        }
        return files
    }()

    @Test func thereAreFilesOfEveryKindThatIsBuiltIn() {
        #expect(Set(Self.files.map(\.kind)) == [.provider, .operator, .check, .bootstrap, .catalog])
        #expect(Self.files.count > 15)
    }

    @Test(arguments: files.map(\.path)) func everyFileFits(file: String) throws {
        let kind = try #require(Self.files.first { $0.path == file }).kind
        let text = try String(contentsOfFile: "\(TestParts.projectRoot)/\(file)", encoding: .utf8)
        let violations = try SchemaJudge(kind).violations(of: YAML.decode(text, file: file))
        #expect(violations == [])
        #expect(kind.refusal(of: text) == nil)
    }

    @Test func whatIsPrintedAsAnExampleFits() throws {
        let example = try YAML.decode(BootstrapExample.text, file: "example")
        #expect(try SchemaJudge(.bootstrap).violations(of: example) == [])
        let page = try String(contentsOfFile: "\(TestParts.projectRoot)/docs/sandbox-file.md", encoding: .utf8)
        let block = try #require(page.split(separator: "```yaml\n").dropFirst().first?.split(separator: "```").first)
        #expect(try SchemaJudge(.sandbox).violations(of: YAML.decode(block, file: "docs/sandbox-file.md")) == [])
    }

    @Test func theManualIsWhatTheCommandPrints() async throws {
        let run = await CommandRun.of("schema bootstrap --markdown")
        #expect(run.status == .done && run.errors.isEmpty)
        let page = try String(contentsOfFile: "\(TestParts.projectRoot)/docs/bootstrap.md", encoding: .utf8)
        #expect(run.output == page, "run: groundcrew schema bootstrap --markdown > docs/bootstrap.md")
    }
}
