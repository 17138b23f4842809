/// The user's values as given: files and `--set` flags, merged in Helm's order.
///
/// Helm's precedence: files in their order, then `--set-json`, `--set`, `--set-string`, `--set-file` and
/// `--set-literal`, each kind in its order; later wins.
public struct ValuesInput: Sendable {
    /// A `-f` file: its name for errors, and its text.
    public struct File: Sendable, Hashable {
        public var name: String
        public var bytes: [UInt8]

        public init(name: String, bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    public var files: [File]
    public var setJSON: [String]
    public var set: [String]
    public var setString: [String]
    public var setFile: [String]
    public var setLiteral: [String]

    public init(
        files: [File] = [], setJSON: [String] = [], set: [String] = [], setString: [String] = [],
        setFile: [String] = [], setLiteral: [String] = []
    ) {
        self.files = files
        self.setJSON = setJSON
        self.set = set
        self.setString = setString
        self.setFile = setFile
        self.setLiteral = setLiteral
    }
}
