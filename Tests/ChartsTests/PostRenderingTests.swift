import Testing
import Value

@testable import Charts

/// What a post-renderer's output becomes; without a program.
@Suite struct PostRenderingTests {
    private func rendered() throws -> RenderedChart {
        let chart = try Chart.load(files: [
            ChartFile(path: "Chart.yaml", text: "apiVersion: v2\nname: web\nversion: 1.0.0\n"),
            ChartFile(
                path: "templates/a.yaml", text: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"),
            ChartFile(
                path: "templates/hook.yaml",
                text: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: h, annotations: {helm.sh/hook: pre-install}}\n"
            ),
            ChartFile(path: "templates/NOTES.txt", text: "hello"),
        ])
        return try Renderer().render(
            chart, values: [:],
            release: ReleaseIdentity(name: "demo", namespace: "apps", revision: 1, isUpgrade: false))
    }

    @Test func theOutputIsTheManifestToTheByte() throws {
        let before = try rendered()
        let text =
            "\n# by hand\napiVersion: v1\nkind: Service\nmetadata: {name: b}\n---\n# nothing\n---\n"
            + "apiVersion: v1\nkind: Namespace\nmetadata: {name: space}\n\n\n"
        let after = try before.postRendered(as: text, by: "post-renderer x")
        #expect(after.manifestText == text)
        // In the order in which they are applied.
        #expect(after.manifests.map(\.kind) == ["Namespace", "Service"])
        #expect(after.manifests.map(\.name) == ["space", "b"])
        #expect(after.manifests.first?.sourcePath == "post-renderer x")
        #expect(after.hooks == before.hooks)
        #expect(after.hooks.count == 1)
        #expect(after.notes == "hello")
        #expect(before.manifestText.contains("# Source: web/templates/a.yaml"))
    }

    @Test(arguments: ["", "\n", "  \n\t\n"])
    func emptyOutputIsRefused(text: String) throws {
        let before = try rendered()
        let error = #expect(throws: RenderError.self) { _ = try before.postRendered(as: text, by: "post-renderer x") }
        #expect(error?.description == "post-renderer x produced empty output")
    }

    @Test(arguments: [
        ("a: b\nc: [", "the output of post-renderer x:3:1: "),
        ("a: b\n---\njust words\n", "its document 2 is string, not an object"),
        ("- a\n", "its document 1 is array, not an object"),
    ])
    func whatIsNoManifestIsRefusedWithItsPlace(text: String, words: String) throws {
        let before = try rendered()
        let error = #expect(throws: RenderError.self) { _ = try before.postRendered(as: text, by: "post-renderer x") }
        #expect(error?.description.contains(words) == true, "\(String(describing: error))")
        #expect(error?.code == .badManifest)
    }

    /// The program may print Secrets, and errors are for everyone.
    @Test func anErrorQuotesNothingOfTheOutput() throws {
        let before = try rendered()
        let error = #expect(throws: RenderError.self) {
            _ = try before.postRendered(as: "stringData: {key: top-secret\n", by: "post-renderer x")
        }
        #expect(error?.description.contains("top-secret") == false, "\(String(describing: error))")
    }
}
