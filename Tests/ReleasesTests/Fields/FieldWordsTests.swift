import Kubernetes
import Testing
import Value

@testable import Releases

/// What people are told of fields, and what to do about them.
@Suite struct FieldWordsTests {
    private func refusal(
        _ error: KubernetesError?, kind: String = "Deployment", group: String = "apps"
    ) throws -> ReleaseError {
        FieldWords.refusal(
            of: try ReleaseObject.yaml("kind: \(kind)\nmetadata: {name: web, namespace: apps}\n", group: group), error,
            decision: FieldDecision(), release: "apps/demo")
    }

    private func invalid(_ message: String) -> KubernetesError {
        KubernetesError(
            .invalid, "is invalid", httpStatus: 422,
            status: ["details": ["causes": [["field": "spec.selector", "message": .string(message)]]]])
    }

    /// The way out depends on whether the object may be made anew.
    @Test(arguments: [
        ("Deployment", "apps", "field is immutable", "made anew with --recreate-immutable"),
        ("StatefulSet", "apps", "field is immutable", "move to an object of another name"),
        ("Gear", "example.com", "field is immutable", "move to an object of another name"),
        ("Deployment", "apps", "must be greater than 0", "correct it in the chart or its values"),
    ])
    func whatIsInvalidHasAWayOut(_ kind: String, _ group: String, _ message: String, _ hint: String) throws {
        let error = try refusal(invalid(message), kind: kind, group: group)
        #expect(error.code == .invalidChart)
        #expect(error.message == "cannot apply \(kind).\(group) apps/web (templates/all.yaml): is invalid")
        #expect(error.hint?.hasSuffix(hint) == true, "\(String(describing: error.hint))")
    }

    /// Before a write, a strict server names the field in words of its own.
    @Test func theWordsOfStrictServersAreKept() throws {
        let error = try refusal(
            KubernetesError(.badRequest, "strict decoding error: unknown field \"spec.foo\"", httpStatus: 400))
        #expect(error.code == .invalidChart)
        #expect(error.message.hasSuffix(": strict decoding error: unknown field \"spec.foo\""))
        #expect(error.hint?.contains("--field-validation warn") == true)
    }

    @Test func whatElseFailsIsNobodysInput() throws {
        let error = try refusal(KubernetesError(.serverError, "boom", httpStatus: 500))
        #expect(error.code == .applyFailed)
        #expect(error.message == "cannot apply Deployment.apps apps/web (templates/all.yaml): boom")
        #expect(error.hint == nil)
        #expect(error.release == "apps/demo")
        #expect(try refusal(nil).message == "cannot apply Deployment.apps apps/web (templates/all.yaml)")
    }

    @Test func oneFieldIsOneAndManyAreMany() throws {
        let web = try ReleaseObject.web()
        let fields = [FieldPath(text: ".spec.a"), FieldPath(text: ".spec.b")]
        let one = FieldWords.leftOut([fields[0]], of: web)
        #expect(one.hasSuffix(" was applied without .spec.a: the server does not know that field"))
        let many = FieldWords.leftOut(fields, of: web)
        #expect(many.hasSuffix(" was applied without .spec.a, .spec.b: the server does not know those fields"))
    }

    @Test func whatIsDroppedAndWhatIsChangedAreTwoThings() throws {
        let lost = [
            LostField(path: ValuePath([.key("a")]), change: .changed(from: "1", to: "2")),
            LostField(path: ValuePath([.key("b")]), change: .dropped),
        ]
        #expect(
            FieldWords.lost(lost, of: try ReleaseObject.web())
                == "Deployment.apps apps/web: the server dropped b: it is too old for that, or the feature is off; the "
                + "server, or a webhook of it, changed a (1 became 2)")
    }

    // MARK: - Choices

    @Test func choicesOfSingleFieldsAreSelective() throws {
        let field = try FieldSelector(".spec.replicas")
        #expect(!FieldChoices(takesAll: true).isSelective)
        for choices in [
            FieldChoices(take: [field]), FieldChoices(leave: [field]), FieldChoices(takeFrom: ["a"]),
            FieldChoices(leaveTo: ["a"]),
        ] {
            #expect(choices.isSelective)
        }
    }

    /// What the server only writes otherwise is nobody's choice, and is not kept; nor is what lies beside a conflict.
    @Test func onlyWhatSomebodyHasChosenIsKept() throws {
        let object = try ReleaseObject.yaml(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: apps}
            spec: {cpu: 1000m, limits: {memory: 1Gi}, replicas: 2}
            """, group: "apps")
        var live = object.value
        live[ValuePath([.key("spec"), .key("cpu")])] = "1"
        live[ValuePath([.key("spec"), .key("limits"), .key("memory")])] = "2Gi"
        func kept(_ field: String, _ conflicts: String...) throws -> [String] {
            FieldChoices(leave: [try FieldSelector(field)]).keeping(
                object, live: live, conflicts.map { KubernetesError.FieldConflict(manager: "kubectl", field: $0) }
            ).kept.map(\.field)
        }
        #expect(try kept(".spec.cpu") == [])
        #expect(try kept(".spec.limits.memory") == [".spec.limits.memory"])
        #expect(try kept(".spec.limits.memory", ".spec.limits") == [])
        #expect(try kept(".spec.limits", ".spec.limits.memory") == [])
        #expect(try kept(".spec.limits.memory", ".spec.replicas") == [".spec.limits.memory"])
    }

    /// A manager counts where the field of a conflict cannot be found in the object.
    @Test func aConflictThatIsNowhereIsItsManagers() throws {
        let conflict = [KubernetesError.FieldConflict(manager: "kubectl", field: ".spec.nothing")]
        let web = try ReleaseObject.web()
        let field = try FieldSelector(".spec")
        #expect(FieldChoices(take: [field]).decide(conflict, of: web).isRefused)
        #expect(FieldChoices(takeFrom: ["kubectl"]).decide(conflict, of: web).takes)
        let both = FieldChoices(takeFrom: ["kubectl"], leaveTo: ["kubectl"]).decide(conflict, of: web)
        #expect(both.fields.map(\.verdict) == [.leave])
    }
}
