import Testing

@testable import Releases

@Suite struct ReleasePreviewTests {
    private func redacted(_ manifest: String) -> String {
        ReleasePreview(manifest: manifest, notes: nil, chartName: "c", chartVersion: "1").redactedManifest
    }

    @Test func hidesSecretsF10() {
        let text = redacted(
            """
            ---
            # Source: c/templates/a.yaml
            apiVersion: v1
            kind: Secret
            metadata: {name: token}
            stringData: {HF_TOKEN: hf_secret}
            data: {other: aGZfc2VjcmV0}
            ---
            # Source: c/templates/b.yaml
            apiVersion: v1
            kind: ConfigMap
            metadata:   {name: kept-as-it-is}

            """)
        #expect(!text.contains("hf_secret"))
        #expect(!text.contains("aGZfc2VjcmV0"))
        #expect(text.contains("HF_TOKEN: (hidden)"))
        #expect(text.contains("# Source: c/templates/a.yaml\napiVersion: v1"))
        #expect(text.contains("metadata:   {name: kept-as-it-is}"))
    }

    @Test(arguments: [
        ("", "", ""), ("a: 1\n", "", "a: 1\n"), ("", "---\nb: 2\n", "---\nb: 2\n"),
        ("---\na: 1\n", "---\nb: 2\n", "---\na: 1\n---\nb: 2\n"), ("a: 1", "---\nb: 2\n", "a: 1\n---\nb: 2\n"),
    ])
    func hooksComeAfterTheManifest(_ manifest: String, _ hooks: String, _ whole: String) {
        var preview = ReleasePreview(manifest: manifest, notes: nil, chartName: "c", chartVersion: "1")
        preview.hooks = hooks
        #expect(preview.withHooksInManifest.manifest == whole)
        #expect(preview.withHooksInManifest.hooks.isEmpty)
    }

    @Test func hidesSecretsWithinLists() {
        let text = redacted(
            "apiVersion: v1\nkind: List\nitems:\n- kind: Secret\n  data: {a: c2VjcmV0}\n- kind: Other\n")
        #expect(!text.contains("c2VjcmV0"))
        #expect(text.contains("kind: Other"))
    }

    @Test func leavesOutWhatItCannotJudge() {
        #expect(!redacted("kind: Secret\ndata: {a: [c2VjcmV0\n").contains("c2VjcmV0"))
    }
}
