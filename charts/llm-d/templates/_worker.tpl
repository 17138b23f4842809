{{/*
A Deployment of workers. Context: root, component: prefill, or decode, which does all of a request in aggregated mode.
Requests come in on port 8000 of every worker; before one that only decodes, the sidecar takes them.
*/}}
{{- define "llm-d.worker" -}}
{{- $root := .root -}}
{{- $values := .root.Values -}}
{{- $name := include "llm-d.name" .root -}}
{{- $isSplit := include "llm-d.isSplit" .root -}}
{{- $hasSidecar := and $isSplit (eq .component "decode") -}}
{{- $port := ternary 8200 8000 (not (empty $hasSidecar)) -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ ternary (printf "%s-prefill" $name) $name (eq .component "prefill") }}
  namespace: {{ $root.Release.Namespace }}
  labels:
    {{- include "llm-d.labels" . | nindent 4 }}
  {{- with $values.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  {{- if not $values.autoscaling.enabled }}
  replicas: {{ include "llm-d.replicas" . }}
  {{- end }}
  # Loading the model counts against it.
  progressDeadlineSeconds: {{ add $values.startupSeconds 300 }}
  # Another pod beside the old one would need GPUs of its own.
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxSurge: 0
      maxUnavailable: 1
  selector:
    matchLabels:
      {{- include "llm-d.selector" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "llm-d.selector" . | nindent 8 }}
        llm-d.ai/inference-serving: "true"
        # By which the endpoint picker knows the names of its metrics.
        llm-d.ai/engine-type: {{ $values.engine }}
        llm-d.ai/role: {{ ternary .component "prefill-decode" (not (empty $isSplit)) }}
      {{- with $values.podAnnotations }}
      annotations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
    spec:
      # The variables of a Service named vllm would be taken for settings of vLLM.
      enableServiceLinks: false
      terminationGracePeriodSeconds: {{ add $values.shutdownSeconds 30 }}
      {{- with $values.serviceAccountName }}
      serviceAccountName: {{ . }}
      {{- end }}
      {{- with $values.priorityClassName }}
      priorityClassName: {{ . }}
      {{- end }}
      {{- with $values.runtimeClassName }}
      runtimeClassName: {{ . }}
      {{- end }}
      {{- with $values.podSecurityContext }}
      securityContext:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $values.imagePullSecrets }}
      imagePullSecrets:
        {{- range . }}
        - name: {{ . }}
        {{- end }}
      {{- end }}
      {{- with $values.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $values.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $values.affinity }}
      affinity:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      volumes:
        - name: shared-memory
          emptyDir:
            medium: Memory
            {{- with $values.sharedMemory }}
            sizeLimit: {{ . }}
            {{- end }}
        - name: models
          {{- if $values.modelCache.claim }}
          persistentVolumeClaim:
            claimName: {{ $values.modelCache.claim }}
          {{- else }}
          emptyDir: {}
          {{- end }}
        {{- with include "pods.volumes" $root }}
        {{- . | nindent 8 }}
        {{- end }}
      {{- with include "pods.claims" $root }}
      resourceClaims:
        {{- . | nindent 8 }}
      {{- end }}
      {{- if $hasSidecar }}
      initContainers:
        # Begins before the engine and ends after it.
        - name: routing-sidecar
          image: {{ include "llm-d.image" (dict "image" $values.routingSidecar.image "tag" "") | quote }}
          imagePullPolicy: {{ $values.image.pullPolicy }}
          restartPolicy: Always
          args:
            - --port=8000
            - --model-server-port=8200
            - --kv-connector={{ ternary "sglang" "nixlv2" (eq $values.engine "sglang") }}
            - --secure-proxy=false
          ports:
            - name: sidecar
              containerPort: 8000
              protocol: TCP
          readinessProbe:
            httpGet: {path: /health, port: sidecar}
            periodSeconds: 5
          resources:
            requests:
              cpu: {{ $values.routingSidecar.cpu | quote }}
              memory: {{ $values.routingSidecar.memory | quote }}
            limits:
              memory: {{ $values.routingSidecar.memory | quote }}
          securityContext:
            {{- include "llm-d.restricted" $root | nindent 12 }}
      {{- end }}
      containers:
        - name: engine
          image: {{ include "llm-d.engineImage" $root | quote }}
          imagePullPolicy: {{ $values.image.pullPolicy }}
          command: [{{ $values.engine }}, serve]
          args:
            {{- include "llm-d.args" (dict "root" $root "component" .component "port" $port) | nindent 12 }}
          env:
            {{- include "llm-d.env" $root | nindent 12 }}
          {{- with $values.hfTokenSecret }}
          envFrom:
            - secretRef:
                name: {{ . }}
          {{- end }}
          ports:
            - name: http
              containerPort: {{ $port }}
              protocol: TCP
            {{- if and $isSplit (eq $values.engine "vllm") }}
            - name: nixl
              containerPort: 5600
              protocol: TCP
            {{- else if and $isSplit (eq .component "prefill") }}
            # Where decode workers ask for what it has computed; the sidecar takes this port for granted.
            - name: bootstrap
              containerPort: 8998
              protocol: TCP
            {{- end }}
          # Until then neither of the others is asked.
          startupProbe:
            httpGet: {path: /health, port: http}
            periodSeconds: 5
            failureThreshold: {{ div (add $values.startupSeconds 4) 5 }}
          readinessProbe:
            httpGet: {path: /health, port: http}
            periodSeconds: 5
            timeoutSeconds: 5
          livenessProbe:
            httpGet: {path: /health, port: http}
            periodSeconds: 10
            timeoutSeconds: 10
            failureThreshold: 6
          # Until the endpoint picker sends requests here no more.
          lifecycle:
            preStop:
              sleep:
                seconds: 15
          resources:
            {{- include "pods.resources" $root | nindent 12 }}
          {{- with $values.securityContext }}
          securityContext:
            {{- toYaml . | nindent 12 }}
          {{- end }}
          volumeMounts:
            - name: shared-memory
              mountPath: /dev/shm
            - name: models
              mountPath: /model-cache
            {{- with include "pods.volumeMounts" $root }}
            {{- . | nindent 12 }}
            {{- end }}
{{- end -}}

{{/* The security context of the containers of llm-d's router, which need nothing. */}}
{{- define "llm-d.restricted" -}}
allowPrivilegeEscalation: false
capabilities:
  drop: [ALL]
readOnlyRootFilesystem: true
runAsNonRoot: true
seccompProfile:
  type: RuntimeDefault
{{- end -}}
