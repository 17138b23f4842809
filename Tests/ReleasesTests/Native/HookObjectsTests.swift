import Kubernetes
import Testing
import Value

@testable import Releases

/// What hooks of a record make, read from its text.
@Suite struct HookObjectsTests {
    @Test func aHookThatCannotBeReadIsNamed() async throws {
        let hook = StoredHook(["name": "setup", "path": "templates/setup.yaml", "manifest": "kind: [", "kind": "Job"])
        let reader = ObjectReader(client: try ScriptedServer().client(), namespace: "apps", crds: [])
        let error = await #expect(throws: ReleaseError.self) {
            try await HookRunner.objects(of: hook, reader, release: "apps/demo")
        }
        #expect(error?.code == .recordUnreadable)
        #expect(error?.message.hasPrefix("hook setup cannot be read: ") == true, "\(String(describing: error))")
        #expect(error?.release == "apps/demo")
        let empty = StoredHook(["name": "setup", "path": "templates/setup.yaml", "manifest": "# nothing\n"])
        #expect(try await HookRunner.objects(of: empty, reader, release: "apps/demo").isEmpty)
    }
}
