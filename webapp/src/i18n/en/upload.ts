/** The words about uploading that stand on other pages. English. */
export const upload = {
  title: "Upload",
  go: "Upload a checkpoint",
  newCheckpoint: "New checkpoint",
};
