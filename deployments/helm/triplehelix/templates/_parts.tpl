{{- define "triplehelix.image" -}}
{{ required "image.repository" .Values.image.repository }}@{{ required "image.digest (sha256:...)" .Values.image.digest }}
{{- end }}

{{- define "triplehelix.labels" -}}
app.kubernetes.io/name: triplehelix
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* A pod that may write to its own three folders and to nothing else. Takes: root, part, secret, command,
probes, metrics (the port of its figures), metricsName (the variable that opens it), resources, restart, alone (it
needs nothing of the shared state). */}}
{{- define "triplehelix.pod" -}}
metadata:
  labels:
    {{- include "triplehelix.labels" .root | nindent 4 }}
    app.kubernetes.io/component: {{ .part }}
spec:
  automountServiceAccountToken: false
  enableServiceLinks: false
  terminationGracePeriodSeconds: 40
  {{- with .restart }}
  restartPolicy: {{ . }}
  {{- end }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 10001
    runAsGroup: 10001
    fsGroup: 10001
    seccompProfile: {type: RuntimeDefault}
  containers:
    - name: {{ .part }}
      image: {{ include "triplehelix.image" .root }}
      args: {{ toJson .command }}
      env:
        - {name: TRIPLEHELIX_HOME, value: /var/lib/triplehelix/state}
        - {name: TRIPLEHELIX_PROVINCE, value: {{ required "province" .root.Values.province | quote }}}
        - {name: TRIPLEHELIX_PORTAL_URL, value: "https://{{ required "portalName" .root.Values.portalName }}"}
        - {name: TRIPLEHELIX_PORTAL_HOSTS, value: "{{ .root.Values.portalName }},127.0.0.1,localhost"}
        - {name: TRIPLEHELIX_PREFECT_URL, value: "https://{{ required "prefectName" .root.Values.prefectName }}"}
        - {name: TRIPLEHELIX_PREFECT_API_URL, value: {{ .root.Values.prefectApiUrl | quote }}}
        - {name: TRIPLEHELIX_ARCHIVE_URL, value: {{ required "archiveUrl" .root.Values.archiveUrl | quote }}}
        {{- with .metrics }}
        - {name: {{ $.metricsName }}, value: "0.0.0.0:{{ . }}"}
        {{- end }}
        - {name: TRIPLEHELIX_BACKUP_URL, value: {{ required "backupUrl" .root.Values.backupUrl | quote }}}
        - {name: PREFECT_API_URL, value: {{ .root.Values.prefectApiUrl | quote }}}
        - {name: PREFECT_CLIENT_CSRF_SUPPORT_ENABLED, value: "true"}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities: {drop: [ALL]}
      resources: {{ toJson .resources }}
      {{- with .metrics }}
      ports: [{name: metrics, containerPort: {{ . }}}]
      {{- end }}
      {{- with .probes }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
      volumeMounts:
        - {name: state, mountPath: /var/lib/triplehelix/state}
        - {name: scratch, mountPath: /tmp}
        - {name: secrets, mountPath: /run/secrets, readOnly: true}
  volumes:
    - name: state
      {{- if .alone }}
      emptyDir: {sizeLimit: 64Mi}
      {{- else }}
      persistentVolumeClaim: {claimName: {{ .root.Release.Name }}-state}
      {{- end }}
    - name: scratch
      emptyDir: {sizeLimit: 1Gi}
    - name: secrets
      secret: {secretName: {{ .secret }}, defaultMode: 288}
{{- end }}
