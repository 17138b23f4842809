/// Regular expressions of texts that several kinds of files hold; RE2 and ECMA-262 read them alike.
public enum TextPattern {
    /// An amount as Kubernetes writes it, such as `32Gi` or `500m`.
    public static let quantity =
        #"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]+)?$"#
    /// A DNS label, whose length is said beside it.
    public static let label = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"
    /// DNS labels with dots between them.
    public static let subdomain = #"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"#
}
