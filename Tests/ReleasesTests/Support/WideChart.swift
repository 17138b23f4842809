import Charts
import Testing

extension TestChart {
    /// Of everything that rights are asked for: a CRD and its object, a Role, hooks.
    static let wide = TestChart(
        "wide",
        [
            "crds/a.yaml": """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: widgets.access.example.com}
            spec:
              group: access.example.com
              names: {kind: Widget, plural: widgets}
              scope: Namespaced
              versions:
              - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
            """,
            "templates/map.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: first}\n",
            "templates/service.yaml":
                "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 1}]}\n",
            "templates/widget.yaml": "apiVersion: access.example.com/v1\nkind: Widget\nmetadata: {name: one}\n",
            "templates/role.yaml": """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: reader}
            rules: [{apiGroups: [""], resources: [pods], verbs: [get, list]}]
            """,
            "templates/hook.yaml": """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: before, annotations: {helm.sh/hook: pre-install}}
            """,
            "templates/job.yaml": """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: migrate, annotations: {helm.sh/hook: post-install}}
            spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: a}]}}}
            """,
        ])

    /// The text of one of its templates.
    static func wideTemplate(_ name: String) throws -> String {
        try #require(wide.files.first { $0.path == "templates/\(name).yaml" }).text
    }
}
