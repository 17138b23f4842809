/// A small custom type for tests.
enum Widgets {
    static let definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: widgets.example.com}
        spec:
          group: example.com
          scope: Namespaced
          names: {kind: Widget, plural: widgets, singular: widget, shortNames: [wd]}
          versions:
          - name: v1
            served: true
            storage: true
            subresources: {status: {}, scale: {specReplicasPath: .spec.size, statusReplicasPath: .status.size}}
            additionalPrinterColumns:
            - {name: Size, type: integer, jsonPath: .spec.size}
            - {name: Ready, type: string, jsonPath: '.status.conditions[?(@.type=="Ready")].status'}
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec:
                    type: object
                    required: [size]
                    x-kubernetes-validations:
                    - {rule: "self.size != 13", message: thirteen brings bad luck}
                    properties:
                      size: {type: integer, minimum: 1, description: how large it is}
                      color: {type: string, enum: [red, green], default: red}
                      name: {type: string, pattern: '^[a-z]+$', maxLength: 5}
                      port: {x-kubernetes-int-or-string: true}
                      extra: {type: object, x-kubernetes-preserve-unknown-fields: true}
                      labels: {type: object, additionalProperties: {type: string}}
                      fixed:
                        type: string
                        x-kubernetes-validations: [{rule: self == oldSelf, message: fixed is immutable}]
                      parts:
                        type: array
                        x-kubernetes-list-type: map
                        x-kubernetes-list-map-keys: [id]
                        items:
                          type: object
                          required: [id]
                          properties: {id: {type: string}, count: {type: integer, default: 1}}
                  status:
                    type: object
                    x-kubernetes-preserve-unknown-fields: true
        """

    static func widget(size: Int, name: String = "w") -> String {
        """
        apiVersion: example.com/v1
        kind: Widget
        metadata: {name: \(name), namespace: default}
        spec: {size: \(size)}
        """
    }
}
